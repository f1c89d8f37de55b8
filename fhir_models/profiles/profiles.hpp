// The profiles of a library, compiled on first use and kept. Thread-safe; what it answers lives as long as the Profiles.
#pragma once

#include "fhir_models/profiles/code_systems.hpp"
#include "fhir_models/profiles/profile.hpp"

#include <memory>

namespace stafet::fhir {

class HeldResources;

class Profiles {
   public:
    explicit Profiles(std::shared_ptr<const Library> library);
    ~Profiles();

    const Library& library() const { return *library_; }
    const CodeSets& code_sets() const { return code_sets_; }
    const CodeSystems& code_systems() const { return code_systems_; }
    const HeldResources& held() const { return *held_; }
    /// `canonical` may end in "|version"; nullptr when it is not at hand.
    const Profile* find(std::string_view canonical, PackageNumber from = no_package) const;
    const Profile& get(const ProfileSlot& slot) const;
    /// R4's own definition of a type; nullptr for unknown names.
    const Profile* base(std::string_view type) const;
    /// What implementation guides at hand ask of every resource of a type.
    std::vector<const Profile*> globals(std::string_view type) const;
    const ProfileSlot* slot(std::string_view canonical, PackageNumber from) const;
    /// Every profile of this type of resource in every package, in their order; `type` must outlive the Profiles.
    const std::vector<const Profile*>& of_type(std::string_view type) const;

    /// An invariant, read once for all profiles; nullptr when it is no expression. `text` must lie in the library.
    const fhirpath::Expression* expression(std::string_view text) const;

   private:
    struct Cache;
    std::shared_ptr<const Library> library_;
    CodeSets code_sets_;
    CodeSystems code_systems_;
    std::unique_ptr<HeldResources> held_;
    std::unique_ptr<Cache> cache_;
};

}  // namespace stafet::fhir
