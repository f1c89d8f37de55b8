#include "fhir_models/profiles/code_sets.hpp"

#include "fhir_models/fhirpath/ucum_codes.hpp"
#include "fhir_models/validation/nearest.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <unordered_map>

namespace stafet::fhir {

using namespace image;

namespace {

constexpr int max_depth = 16;  // of value sets that include value sets

/// type/subtype, with parameters or alternatives behind; also the words for FHIR's own formats that R4 allows beside MIME types
/// (CapabilityStatement.format, TestScript).
bool is_mime_type(std::string_view code) {
    static const RE2 form(R"([A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+*-]+(\s*[;,].*)?)");
    return code == "xml" || code == "json" || code == "ttl" || RE2::FullMatch({code.data(), code.size()}, form);
}

bool is_language(std::string_view code) {
    static const RE2 form("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");
    return RE2::FullMatch({code.data(), code.size()}, form);
}

struct Grammar {
    std::string_view system;
    bool (*is_well_formed)(std::string_view);
};
constexpr Grammar grammars[] = {
    {"urn:ietf:bcp:13", is_mime_type}, {"urn:ietf:bcp:47", is_language}, {"http://unitsofmeasure.org", fhirpath::is_ucum_code}};

const Grammar* grammar_of(std::string_view system) {
    for (const Grammar& g : grammars)
        if (g.system == system) return &g;
    return nullptr;
}

/// False for what cannot be a code of a system, whichever codes it has today: ISO 3166 has letters of countries or three digits.
bool could_have(std::string_view system, std::string_view code) {
    static const RE2 country("[A-Z]{2,3}|[0-9]{3}|[A-Z]{2}-[A-Z0-9]{1,3}");
    static const RE2 area("[0-9]{3}");
    if (system.starts_with("urn:iso:std:iso:3166")) return RE2::FullMatch({code.data(), code.size()}, country);
    if (system == "http://unstats.un.org/unsd/methods/m49/m49.htm") return RE2::FullMatch({code.data(), code.size()}, area);
    return true;
}

}  // namespace

Membership CodeSet::contains(std::string_view system, std::string_view code) const {
    if (system.empty() ? bare_codes_.contains(code) : codes_.contains({system, code})) return Membership::in;
    for (const auto known : grammars_)
        if ((system.empty() || system == known) && grammar_of(known)->is_well_formed(code)) return Membership::in;
    if (incomplete_) return Membership::unknown;
    const bool open = std::any_of(open_systems_.begin(), open_systems_.end(),
                                  [&](std::string_view s) { return (system.empty() || s == system) && could_have(s, code); });
    return open ? Membership::unknown : Membership::out;
}

std::string_view CodeSet::nearest_code(std::string_view system, std::string_view code) const {
    if (bare_codes_.size() > 2000) return {};
    const bool known = systems_.contains(system);
    if (!known && !system.empty()) return bare_codes_.contains(code) ? code : std::string_view{};
    std::vector<std::string_view> codes;
    for (const Pair& p : codes_)
        if (!known || p.system == system) codes.push_back(p.code);
    std::sort(codes.begin(), codes.end());
    return nearest(code, codes, [](std::string_view c) { return c; });
}

std::vector<std::string_view> CodeSet::few_codes() const {
    constexpr std::size_t few = 8;
    if (bare_codes_.size() > few || incomplete_ || !open_systems_.empty() || !grammars_.empty()) return {};
    std::vector<std::string_view> codes(bare_codes_.begin(), bare_codes_.end());
    std::sort(codes.begin(), codes.end());
    return codes;
}

/// Works one set out: what is included, less what is excluded.
class CodeSetBuilder {
   public:
    CodeSetBuilder(const Library& library, CodeSet& set) : library_(library), set_(set) {}

    void build(const ValueSetRef& value_set, int depth) {
        if (depth > max_depth) {
            set_.incomplete_ = true;
            return;
        }
        const PackageNumber from = library_.package_of(value_set);
        for (const Include& include : value_set.image->rows(value_set->includes)) add(value_set, include, from, depth);
        for (const Include& exclude : value_set.image->rows(value_set->excludes)) remove(value_set, exclude, from, depth);
    }
    void finish() {
        for (const auto& pair : set_.codes_) {
            set_.bare_codes_.insert(pair.code);
            set_.systems_.insert(pair.system);
        }
    }

   private:
    void add(const ValueSetRef& owner, const Include& include, PackageNumber from, int depth) {
        if (include.value_sets.count == 0) return add_system(owner, include, from, set_);
        // All value sets must hold, and the system, when one is named.
        std::vector<CodeSet> parts;
        for (const Text url : owner.image->rows(include.value_sets)) {
            const auto other = library_.value_set(owner.text(url), from);
            if (!other) {
                set_.incomplete_ = true;
                return;
            }
            CodeSetBuilder(library_, parts.emplace_back()).build(other, depth + 1);
        }
        if (include.system.size > 0) add_system(owner, include, from, parts.emplace_back());
        CodeSet& first = parts.front();
        for (const auto& pair : first.codes_) {
            const bool in_all = std::all_of(parts.begin() + 1, parts.end(),
                                            [&](const CodeSet& p) { return p.contains(pair.system, pair.code) != Membership::out; });
            if (in_all) set_.codes_.insert(pair);
        }
        for (const CodeSet& part : parts) {
            set_.open_systems_.insert(set_.open_systems_.end(), part.open_systems_.begin(), part.open_systems_.end());
            set_.incomplete_ = set_.incomplete_ || part.incomplete_;
            if (parts.size() == 1) set_.grammars_.insert(set_.grammars_.end(), part.grammars_.begin(), part.grammars_.end());
        }
    }

    void add_system(const ValueSetRef& owner, const Include& include, PackageNumber from, CodeSet& set) {
        const auto system = owner.text(include.system);
        if (include.codes.count > 0) {
            for (const Text code : owner.image->rows(include.codes)) set.codes_.insert({system, owner.text(code)});
            return;
        }
        if (include.filters.count == 0 && grammar_of(system)) {
            set.grammars_.push_back(system);
            return;
        }
        const auto codes = library_.code_system(system, from);
        const bool whole = codes && (codes->content == Content::complete || (codes->content == Content::fragment));
        if (!whole || !add_filtered(owner, include, codes, set)) set.open_systems_.push_back(system);
        if (whole && codes->content == Content::fragment) set.open_systems_.push_back(system);
    }

    /// False when a filter is not known here.
    static bool add_filtered(const ValueSetRef& owner, const Include& include, const CodeSystemRef& codes, CodeSet& set) {
        const auto concepts = codes.image->rows(codes->concepts);
        const auto filters = owner.image->rows(include.filters);
        std::vector<char> keep(concepts.size(), 1);
        for (const Filter& filter : filters) {
            const auto property = owner.text(filter.property);
            const auto op = owner.text(filter.op);
            const auto value = owner.text(filter.value);
            if (property == "concept" && (op == "is-a" || op == "descendent-of" || op == "is-not-a"))
                keep_descendants(codes, value, op, keep);
            else if (property == "code" && op == "regex" && RE2({value.data(), value.size()}, RE2::Quiet).ok())
                keep_matching(codes, value, keep);
            else
                return false;
        }
        for (std::size_t i = 0; i < concepts.size(); ++i)
            if (keep[i]) set.codes_.insert({codes.text(codes->url), codes.text(concepts[i].code)});
        return true;
    }

    static void keep_descendants(const CodeSystemRef& codes, std::string_view ancestor, std::string_view op, std::vector<char>& keep) {
        const auto concepts = codes.image->rows(codes->concepts);
        std::vector<char> below(concepts.size(), 0);
        for (std::size_t i = 0; i < concepts.size(); ++i) {
            if (codes.text(concepts[i].code) != ancestor) continue;
            for (std::size_t j = op == "descendent-of" ? i + 1 : i; j < concepts[i].next; ++j) below[j] = 1;
        }
        for (std::size_t i = 0; i < concepts.size(); ++i) keep[i] = keep[i] && (op == "is-not-a" ? !below[i] : below[i]);
    }

    static void keep_matching(const CodeSystemRef& codes, std::string_view expression, std::vector<char>& keep) {
        const RE2 form({expression.data(), expression.size()}, RE2::Quiet);
        const auto concepts = codes.image->rows(codes->concepts);
        for (std::size_t i = 0; i < concepts.size(); ++i) {
            const auto code = codes.text(concepts[i].code);
            keep[i] = keep[i] && RE2::FullMatch({code.data(), code.size()}, form);
        }
    }

    void remove(const ValueSetRef& owner, const Include& exclude, PackageNumber from, int depth) {
        CodeSet out;
        CodeSetBuilder(library_, out).add(owner, exclude, from, depth);
        for (const auto& pair : out.codes_) set_.codes_.erase(pair);
    }

    const Library& library_;
    CodeSet& set_;
};

struct CodeSets::Cache {
    std::mutex mutex;
    std::unordered_map<const ValueSet*, std::unique_ptr<CodeSet>> sets;
};

CodeSets::CodeSets(std::shared_ptr<const Library> library) : library_(std::move(library)), cache_(std::make_unique<Cache>()) {}
CodeSets::~CodeSets() = default;

const CodeSet* CodeSets::find(std::string_view canonical, PackageNumber from) const {
    const auto value_set = library_->value_set(canonical, from);
    if (!value_set) return nullptr;
    const std::lock_guard lock(cache_->mutex);
    auto& set = cache_->sets[value_set.row];
    if (!set) {
        set = std::make_unique<CodeSet>();
        CodeSetBuilder builder(*library_, *set);
        builder.build(value_set, 0);
        builder.finish();
    }
    return set.get();
}

}  // namespace stafet::fhir
