// All definitions at hand: several blocks of compiled packages, several versions of one package side by side.
//
// Immutable, shared freely between threads. Every lookup says from where it is asked, because a package means the versions that it
// depends on; where that version is not at hand, the nearest one is taken. Loose files are taken before packages.
#pragma once

#include "fhir_models/packages/definitions_image.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace stafet::fhir {

/// A row with the block that holds it.
template <class Row>
struct Found {
    const DefinitionsImage* image = nullptr;
    const Row* row = nullptr;
    explicit operator bool() const { return row != nullptr; }
    std::string_view text(image::Text t) const { return image->text(t); }
    const Row* operator->() const { return row; }
};

using StructureRef = Found<image::Structure>;
using ValueSetRef = Found<image::ValueSet>;
using CodeSystemRef = Found<image::CodeSystem>;
using ResourceRef = Found<image::Resource>;

/// A package, counted over all blocks.
using PackageNumber = std::uint32_t;
inline constexpr PackageNumber no_package = 0xFFFFFFFF;

class Library {
   public:
    explicit Library(std::vector<std::shared_ptr<const DefinitionsImage>> images);

    /// `canonical` may end in "|version". Empty when nothing has that url.
    StructureRef structure(std::string_view canonical, PackageNumber from = no_package) const;
    ValueSetRef value_set(std::string_view canonical, PackageNumber from = no_package) const;
    CodeSystemRef code_system(std::string_view canonical, PackageNumber from = no_package) const;

    /// A resource of this type that is kept whole. A version that the canonical names must be met.
    ResourceRef resource(std::string_view type, std::string_view canonical, PackageNumber from = no_package) const;

    std::vector<std::string_view> code_system_urls() const;

    /// The package that a row came from.
    template <class Row>
    PackageNumber package_of(const Found<Row>& found) const {
        return first_package_.at(found.image) + found->package;
    }
    std::string_view package_name(PackageNumber package) const { return packages_[package].name; }
    std::string_view package_version(PackageNumber package) const { return packages_[package].version; }
    /// no_package when it is not at hand.
    PackageNumber package(std::string_view name, std::string_view version) const;
    std::size_t package_count() const { return packages_.size(); }
    /// Every structure of every package.
    const std::vector<StructureRef>& structures() const { return all_structures_; }

   private:
    struct Package {
        std::string_view name, version;
        std::unordered_map<std::string_view, std::string_view> wants;  ///< name -> version, also of what its dependencies want
    };
    template <class Row>
    using ByUrl = std::unordered_map<std::string_view, std::vector<Found<Row>>>;

    template <class Row>
    void index(const DefinitionsImage& image, ByUrl<Row>& by_url);
    template <class Row>
    Found<Row> find(const ByUrl<Row>& by_url, std::string_view canonical, PackageNumber from) const;
    template <class Row>
    Found<Row> fittest(const std::vector<Found<Row>>& candidates, std::string_view version, PackageNumber from) const;
    template <class Row>
    int fitness(const Found<Row>& candidate, std::string_view version, PackageNumber from) const;
    void complete_wants();

    std::vector<std::shared_ptr<const DefinitionsImage>> images_;
    std::unordered_map<const DefinitionsImage*, PackageNumber> first_package_;
    std::vector<Package> packages_;
    std::vector<StructureRef> all_structures_;
    ByUrl<image::Structure> structures_;
    ByUrl<image::ValueSet> value_sets_;
    ByUrl<image::CodeSystem> code_systems_;
    ByUrl<image::Resource> resources_;
};

/// Orders versions by their numbers: "1.10.0" after "1.9.2".
bool older_version(std::string_view a, std::string_view b);

}  // namespace stafet::fhir
