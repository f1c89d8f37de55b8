// What a form (a questionnaire response, a measure report) is checked with: its message, the definitions at hand, and where findings go.
//
// Also answers what expressions ask of the world. Finds only what is at hand; never fetches.
#pragma once

#include "fhir_models/fhirpath/evaluate.hpp"
#include "fhir_models/profiles/profile_validation.hpp"
#include "fhir_models/validation/findings.hpp"
#include "fhir_models/views/bundle_index.hpp"
#include "fhir_models/views/contained_index.hpp"

#include <optional>

namespace stafet::fhir {

class Questionnaire;

class FormSurroundings : public fhirpath::Services {
   public:
    FormSurroundings(const Tree& tree, const Profiles& profiles, const Asked& asked);

    /// A resource of this type by its canonical, or "#id" of what `asking` contains: contained, in the Bundle (by fullUrl or url), in a
    /// package, in this order. nullptr when it is not at hand.
    const Node* find(std::string_view type, std::string_view canonical, const Node& asking) const;
    /// The type that a canonical leads to when that is not `type`, "" when it is not known.
    std::string_view other_type(std::string_view type, std::string_view canonical) const;
    /// What a Reference leads to; nullptr when it is not at hand.
    const Node* target(const Node& reference) const;
    /// nullopt: no such value set. `owner` is the resource that names it ("#id" is contained there).
    std::optional<Membership> is_in(std::string_view value_set, const Node& owner, std::string_view system, std::string_view code) const;
    /// An environment for expressions about this resource.
    fhirpath::Environment environment(const Node& resource) const;
    /// False once as many expressions were evaluated as one message may ask for.
    bool may_evaluate();

    const Profiles& profiles() const { return profiles_; }
    Findings& findings() const { return findings_; }
    Issues take() { return findings_.take(); }

    const Node* resolve(std::string_view reference) override;
    std::optional<bool> member_of(const Node& coded, const definitions::Type* type, std::string_view value_set) override;
    std::optional<bool> conforms_to(const Node& element, std::string_view profile) override;
    std::optional<bool> subsumes(const Node& a, const Node& b) override;
    void trace(std::string_view name, const fhirpath::Value& item) override;

   private:
    const Tree& tree_;
    const Profiles& profiles_;
    const Asked& asked_;
    mutable Findings findings_;
    BundleIndex bundle_;
    mutable ContainedIndex contained_;
    std::size_t evaluations_ = 0;
};

}  // namespace stafet::fhir
