#include "fhir_models/packages/library.hpp"

#include "fhir_models/packages/package.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace stafet::fhir {

namespace {

/// The next number of a version, which is taken off it.
int next_number(std::string_view& version) {
    int number = 0;
    const auto end = std::from_chars(version.data(), version.data() + version.size(), number).ptr;
    version.remove_prefix(static_cast<std::size_t>(end - version.data()));
    const auto dot = version.find('.');
    version = dot == std::string_view::npos ? std::string_view{} : version.substr(dot + 1);
    return number;
}

int major_of(std::string_view version) { return next_number(version); }

/// "1.0" means "1.0.3" too.
bool meets(std::string_view own, std::string_view wanted) {
    return own == wanted || (own.starts_with(wanted) && own[wanted.size()] == '.');
}

struct Canonical {
    std::string_view url, version;
    explicit Canonical(std::string_view text) : url(text.substr(0, text.find('|'))) {
        if (url.size() < text.size()) version = text.substr(url.size() + 1);
    }
};

}  // namespace

bool older_version(std::string_view a, std::string_view b) {
    while (!a.empty() || !b.empty()) {
        const int left = next_number(a);
        const int right = next_number(b);
        if (left != right) return left < right;
    }
    return false;
}

Library::Library(std::vector<std::shared_ptr<const DefinitionsImage>> images) : images_(std::move(images)) {
    for (const auto& image : images_) {
        first_package_.emplace(image.get(), static_cast<PackageNumber>(packages_.size()));
        for (const auto& row : image->all<image::Package>()) {
            Package package{image->text(row.name), image->text(row.version), {}};
            for (const auto& d : image->rows(row.dependencies)) package.wants.emplace(image->text(d.name), image->text(d.version));
            packages_.push_back(std::move(package));
        }
        index(*image, structures_);
        index(*image, value_sets_);
        index(*image, code_systems_);
        index(*image, resources_);
        for (const auto& row : image->all<image::Structure>()) all_structures_.push_back({image.get(), &row});
    }
    complete_wants();
}

template <class Row>
void Library::index(const DefinitionsImage& image, ByUrl<Row>& by_url) {
    for (const Row& row : image.all<Row>()) by_url[image.text(row.url)].push_back({&image, &row});
}

/// What a package says itself goes before what its dependencies say.
void Library::complete_wants() {
    for (Package& package : packages_) {
        std::vector<std::pair<std::string_view, std::string_view>> open(package.wants.begin(), package.wants.end());
        while (!open.empty()) {
            const auto [name, version] = open.back();
            open.pop_back();
            for (const Package& other : packages_)
                if (&other != &package && other.name == name && other.version == version)
                    for (const auto& want : other.wants)
                        if (package.wants.insert(want).second) open.push_back(want);
        }
    }
}

/// Higher is better; candidates that are equally fit are told apart by age.
template <class Row>
int Library::fitness(const Found<Row>& candidate, std::string_view version, PackageNumber from) const {
    constexpr int own_version = 1000, loose = 600, own_package = 500, wanted_version = 400, wanted_name = 100;
    int score = 0;
    if (!version.empty() && meets(candidate.text(candidate->version), version)) score += own_version;
    const Package& home = packages_[package_of(candidate)];
    if (home.name == loose_package) score += loose;
    if (from == no_package) return score;
    if (package_of(candidate) == from) return score + own_package;
    const auto want = packages_[from].wants.find(home.name);
    if (want == packages_[from].wants.end()) return score;
    if (want->second == home.version) return score + wanted_version;
    return score + wanted_name - std::min(std::abs(major_of(want->second) - major_of(home.version)), wanted_name - 1);
}

template <class Row>
Found<Row> Library::find(const ByUrl<Row>& by_url, std::string_view canonical, PackageNumber from) const {
    const Canonical wanted(canonical);
    const auto entry = by_url.find(wanted.url);
    return entry == by_url.end() ? Found<Row>{} : fittest(entry->second, wanted.version, from);
}

template <class Row>
Found<Row> Library::fittest(const std::vector<Found<Row>>& candidates, std::string_view version, PackageNumber from) const {
    const auto worse = [&](const Found<Row>& a, const Found<Row>& b) {
        const int left = fitness(a, version, from);
        const int right = fitness(b, version, from);
        if (left != right) return left < right;
        return older_version(packages_[package_of(a)].version, packages_[package_of(b)].version);
    };
    return candidates.size() == 1 ? candidates.front() : *std::max_element(candidates.begin(), candidates.end(), worse);
}

ResourceRef Library::resource(std::string_view type, std::string_view canonical, PackageNumber from) const {
    const Canonical wanted(canonical);
    const auto entry = resources_.find(wanted.url);
    if (entry == resources_.end()) return {};
    std::vector<ResourceRef> candidates;
    for (const ResourceRef& r : entry->second)
        if (r.text(r->type) == type && (wanted.version.empty() || meets(r.text(r->version), wanted.version))) candidates.push_back(r);
    return candidates.empty() ? ResourceRef{} : fittest(candidates, wanted.version, from);
}

StructureRef Library::structure(std::string_view canonical, PackageNumber from) const { return find(structures_, canonical, from); }
ValueSetRef Library::value_set(std::string_view canonical, PackageNumber from) const { return find(value_sets_, canonical, from); }
PackageNumber Library::package(std::string_view name, std::string_view version) const {
    const auto at =
        std::find_if(packages_.begin(), packages_.end(), [&](const Package& p) { return p.name == name && p.version == version; });
    return at == packages_.end() ? no_package : static_cast<PackageNumber>(at - packages_.begin());
}

CodeSystemRef Library::code_system(std::string_view canonical, PackageNumber from) const { return find(code_systems_, canonical, from); }

std::vector<std::string_view> Library::code_system_urls() const {
    std::vector<std::string_view> urls;
    urls.reserve(code_systems_.size());
    for (const auto& [url, systems] : code_systems_) urls.push_back(url);
    std::sort(urls.begin(), urls.end());
    return urls;
}

}  // namespace stafet::fhir
