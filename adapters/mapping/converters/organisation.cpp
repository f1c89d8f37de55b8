#include "adapters/mapping/converters/families.hpp"
#include "adapters/mapping/converters/letter_text.hpp"
#include "base/danish_identifiers.hpp"

#include <array>

namespace stafet::mapping {

using fhir::Node;

namespace {

struct Kind {
    std::string_view code;  ///< IdentifierCode
    std::string_view system;
};

/// In the order in which a letter prefers them.
constexpr std::array<Kind, 6> kinds{{
    {"sygehusafdelingsnummer", danish::sks_system},
    {"ydernummer", danish::ydernummer_system},
    {"kommunenummer", danish::municipality_system},
    {"amt", "urn:stafet:fhir:amt"},
    {"sorkode", danish::sor_system},
    {"lokationsnummer", danish::gln_system},
}};

/// FHIR writes municipality codes with four digits, letters with three.
std::string in_fhir(const Kind& kind, std::string_view value) {
    return (kind.code == "kommunenummer" && value.size() == 3 ? "0" : "") + std::string(value);
}
std::string_view in_letter(const Kind& kind, std::string_view value) {
    return kind.code == "kommunenummer" && value.size() == 4 && value.front() == '0' ? value.substr(1) : value;
}

bool same_system(std::string_view a, std::string_view b) { return a == b || (danish::is_gln_system(a) && danish::is_gln_system(b)); }

const Node* identifier_of(const Node& resource, std::string_view system) {
    for (const Node* identifier = resource.child("identifier"); identifier; identifier = identifier->next_same())
        if (same_system(identifier->text("system"), system) && !identifier->text("value").empty()) return identifier;
    return nullptr;
}

void identifier_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments&) {
    const Node* value = source.child("Identifier");
    const Node* code = source.child("IdentifierCode");
    if (!value || !value->has_value()) return;
    for (const Kind& kind : kinds) {
        if (!code || kind.code != code->value) continue;
        run.read(*value);
        run.read(*code);
        if (kind.code == "lokationsnummer")
            run.lose(*code, Loss::Kind::code_unmapped, "carried as GLN; a letter made of it prefers other identifiers");
        if (const Node* there = identifier_of(target.node(), kind.system)) {
            if (there->text("value") != value->value)
                run.lose(*value, Loss::Kind::not_carried, "the organisation has another location number already");
            return;
        }
        Node& identifier = run.tree().append(target.node(), "identifier");
        identifier.list = true;
        run.tree().append(identifier, "system", kind.system);
        run.tree().append(identifier, "value", in_fhir(kind, value->value));
        return;
    }
}

void identifier_to_letter(Conversion& run, const Node& source, Target& target, const Arguments&) {
    for (const Kind& kind : kinds) {
        const Node* identifier = identifier_of(source, kind.system);
        if (!identifier) continue;
        run.read(*identifier, "system");
        append_text(run, target.node(), "Identifier", fitted(run, *identifier, in_letter(kind, run.read(*identifier, "value")), 17));
        append_text(run, target.node(), "IdentifierCode", kind.code);
        return;
    }
}

constexpr std::string_view department_url = "urn:stafet:fhir:department-name";
constexpr std::string_view unit_url = "urn:stafet:fhir:unit-name";
constexpr std::size_t name_limit = 35;

/// MedCom puts organisation, department and unit into Organization.name; the parts are kept beside it so that they can be told apart.
void name_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments&) {
    std::string joined(run.read(source, "OrganisationName"));
    const auto part = [&](std::string_view element, std::string_view url) {
        const std::string_view name = run.read(source, element);
        if (name.empty()) return;
        joined += joined.empty() ? "" : ", ";
        joined += name;
        Node& extension = run.tree().append(target.node(), "extension");
        extension.list = true;
        run.tree().append(extension, "url", url);
        run.tree().append(extension, "valueString", name);
    };
    part("DepartmentName", department_url);
    part("UnitName", unit_url);
    if (!joined.empty()) run.tree().append(target.node(), "name", joined);
}

std::string_view part_of(Conversion& run, const Node& organisation, std::string_view url) {
    for (const Node* extension = organisation.child("extension"); extension; extension = extension->next_same()) {
        if (extension->text("url") != url) continue;
        run.read(*extension, "url");
        return run.read(*extension, "valueString");
    }
    return {};
}

std::size_t length_of(std::string_view utf8) {
    std::size_t count = 0;
    for (char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return count;
}

using Parts = std::array<std::string_view, 3>;  ///< organisation, department, unit

/// A name that is too long for one field, cut at its commas: "Nordby Sygehus, Medicinsk Afdeling, Sengeafsnit 4".
Parts cut_at_commas(std::string_view name) {
    Parts parts;
    for (std::size_t i = 0;; ++i) {
        const auto comma = name.find(", ");
        if (i == 2 || length_of(name) <= name_limit || comma == std::string_view::npos) {
            parts[i] = name;
            return parts;
        }
        parts[i] = name.substr(0, comma);
        name.remove_prefix(comma + 2);
    }
}

/// The name without the parts that are known beside it.
Parts known_parts(std::string_view whole, std::string_view department, std::string_view unit) {
    std::string suffix;
    for (const std::string_view part : {department, unit})
        if (!part.empty()) suffix += ", " + std::string(part);
    std::string_view organisation = whole;
    if (whole == std::string_view(suffix).substr(2)) organisation = {};
    if (whole.ends_with(suffix)) organisation.remove_suffix(suffix.size());
    return {organisation, department, unit};
}

void name_to_letter(Conversion& run, const Node& source, Target& target, const Arguments&) {
    const Node* name = source.child("name");
    if (!name || !name->has_value()) return;
    const std::string_view department = part_of(run, source, department_url);
    const std::string_view unit = part_of(run, source, unit_url);
    const std::string_view whole = run.read(*name);
    const Parts parts = department.empty() && unit.empty() ? cut_at_commas(whole) : known_parts(whole, department, unit);
    constexpr Parts elements{"OrganisationName", "DepartmentName", "UnitName"};
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (!parts[i].empty()) append_text(run, target.node(), elements[i], fitted(run, *name, parts[i], name_limit));
}

const Converter family[] = {
    {"organisation-identifier",
     Converter::Takes::nothing,
     identifier_to_fhir,
     identifier_to_letter,
     false,
     {"Identifier", "IdentifierCode"}},
    {"organisation-name",
     Converter::Takes::nothing,
     name_to_fhir,
     name_to_letter,
     false,
     {"OrganisationName", "DepartmentName", "UnitName"}},
};

}  // namespace

std::span<const Converter> organisation_converters() { return family; }

}  // namespace stafet::mapping
