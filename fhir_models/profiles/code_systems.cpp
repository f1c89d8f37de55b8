#include "fhir_models/profiles/code_systems.hpp"

#include "fhir_models/validation/nearest.hpp"

#include <algorithm>
#include <mutex>

namespace stafet::fhir {

namespace {

constexpr std::size_t too_many_to_guess = 2000;

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

/// "da" of "da-DK".
std::string base_of(std::string_view language) { return lower(language.substr(0, language.find('-'))); }

bool is_of(std::string_view language, std::string_view wanted) {
    return language.empty() || wanted.empty() || base_of(language) == base_of(wanted);
}

}  // namespace

Codes::Codes(const CodeSystemRef& source) : source_(source) {
    for (const auto& row : source.image->rows(source->concepts)) {
        const auto code = source.text(row.code);
        by_code_.emplace(source->case_sensitive ? std::string(code) : lower(code), &row);
    }
}

const image::Concept* Codes::find(std::string_view code) const {
    const auto at = source_->case_sensitive ? by_code_.find(code) : by_code_.find(lower(code));
    return at == by_code_.end() ? nullptr : at->second;
}

std::vector<std::string_view> Codes::displays(std::string_view code, std::string_view language) const {
    std::vector<std::string_view> found;
    const image::Concept* row = find(code);
    if (!row) return found;
    const auto add = [&](std::string_view display, std::string_view of) {
        if (!display.empty() && is_of(of, language)) found.push_back(display);
    };
    add(source_.text(row->display), source_.text(source_->language));
    const auto number = static_cast<std::uint32_t>(row - source_.image->rows(source_->concepts).data());
    const auto all = source_.image->rows(source_->designations);
    auto at = std::lower_bound(all.begin(), all.end(), number, [](const image::Designation& d, std::uint32_t n) { return d.entry < n; });
    for (; at != all.end() && at->entry == number; ++at) add(source_.text(at->value), source_.text(at->language));
    return found;
}

std::string_view Codes::nearest_code(std::string_view code) const {
    const auto rows = source_.image->rows(source_->concepts);
    if (rows.size() > too_many_to_guess) return {};
    return nearest(code, rows, [this](const image::Concept& row) { return source_.text(row.code); });
}

struct CodeSystems::Cache {
    std::mutex mutex;
    std::unordered_map<const image::CodeSystem*, std::unique_ptr<const Codes>> systems;
};

CodeSystems::CodeSystems(std::shared_ptr<const Library> library) : library_(std::move(library)), cache_(std::make_unique<Cache>()) {}
CodeSystems::~CodeSystems() = default;

const Codes* CodeSystems::find(std::string_view url) const {
    const auto source = library_->code_system(url);
    if (!source) return nullptr;
    const std::lock_guard lock(cache_->mutex);
    auto& codes = cache_->systems[source.row];
    if (!codes) codes = std::make_unique<const Codes>(source);
    return codes.get();
}

std::string_view CodeSystems::nearest_url(std::string_view url) const {
    const auto stem = url.rfind('/') + 1;
    std::vector<std::string_view> neighbours;
    for (const auto known : library_->code_system_urls())
        if (known.size() > stem && known.substr(0, stem) == url.substr(0, stem) && known.find('/', stem) == known.npos)
            neighbours.push_back(known);
    const auto tail = nearest(url.substr(stem), neighbours, [stem](std::string_view known) { return known.substr(stem); });
    constexpr std::size_t slip = 2;  // HL7 has many systems, and those that are newer than R4 are none that is misspelt
    if (tail.empty() || distance(url.substr(stem), tail) > slip) return {};
    return {tail.data() - stem, tail.size() + stem};
}

}  // namespace stafet::fhir
