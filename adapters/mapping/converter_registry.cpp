#include "adapters/mapping/converters/families.hpp"

#include <algorithm>

namespace stafet::mapping {

namespace {

const std::vector<Converter>& all_converters() {
    static const std::vector<Converter> all = [] {
        std::vector<Converter> joined;
        for (const auto family : {text_converters(), formatted_converters(), section_converters(), code_converters(), time_converters(),
                                  identifier_converters(), organisation_converters(), diagnosis_converters()})
            joined.insert(joined.end(), family.begin(), family.end());
        return joined;
    }();
    return all;
}

}  // namespace

const Converter* find_converter(std::string_view name) {
    const auto found = std::find_if(all_converters().begin(), all_converters().end(), [&](const Converter& c) { return c.name == name; });
    return found == all_converters().end() ? nullptr : &*found;
}

std::vector<std::string_view> converter_names() {
    std::vector<std::string_view> names;
    for (const Converter& converter : all_converters()) names.push_back(converter.name);
    return names;
}

const CodeTable::Row* CodeTable::by_letter(std::string_view code) const {
    for (const Row& row : rows)
        if (row.to_fhir && row.letter == code) return &row;
    return nullptr;
}

const CodeTable::Row* CodeTable::by_fhir(std::string_view code, std::string_view second) const {
    const auto fits = [](std::string_view cell, std::string_view value) { return cell == "*" || cell == value; };
    for (const Row& row : rows)
        if (row.to_letter && fits(row.fhir, code) && (row.second.empty() || fits(row.second, second))) return &row;
    return nullptr;
}

}  // namespace stafet::mapping
