// One walk over one tree: each resource against its profiles, once. Internal to validate_profiles() and to the answers that FHIRPath gets.
//
// A question ("does it conform?") is the same walk in quiet: nothing is reported, and the first error ends it.
#pragma once

#include "fhir_models/fhirpath/evaluate.hpp"
#include "fhir_models/profiles/pair_map.hpp"
#include "fhir_models/profiles/profile_validation.hpp"
#include "fhir_models/profiles/slices.hpp"
#include "fhir_models/validation/findings.hpp"
#include "fhir_models/views/bundle_index.hpp"
#include "fhir_models/views/contained_index.hpp"

#include <set>
#include <utility>

namespace stafet::fhir {

/// For a sentence: "value[x]:name" in quotes.
std::string rule_name(const Rule& rule);

class ProfileWalk : private SliceSurroundings, private fhirpath::Services {
   public:
    ProfileWalk(const Tree& tree, const Profiles& profiles, const Asked& asked);
    Issues run();
    /// What expressions ask about this tree.
    fhirpath::Services& services() { return *this; }

   private:
    /// Why a resource does not conform: the first error that was met.
    struct Failure {
        const Node* at = nullptr;
        Words words;
    };
    /// A reference whose target must have one of some profiles.
    struct Target {
        const Node* from;
        const TypeRule* type;
        const Node* to;
        std::vector<const Profile*> fit;
    };
    struct Scope;

    // profile_walk.cpp: resources, their elements and slices.
    void resource(const Node& node, std::vector<const Profile*> wanted);
    void add_claimed(const Node& url, std::vector<const Profile*>& wanted);
    void check_once(const Node& node, const Profile& profile);
    bool conforms(const Node& node, const Profile& profile) override;
    void check(const Node& node, const Rule& rule, const Profile& profile);
    void children(const Node& node, const Rule& rule, const Profile& profile);
    void sliced(const Node& owner, const Rule& rule, const Profile& profile);
    void cardinality(const Node& owner, const Rule& rule, std::size_t count, const Profile& profile, const Rule* sliced);
    void partition(const Node& owner, const Rule& rule, const std::vector<const Node*>& group, const Profile& profile);
    void unmatched(const Node& node, const Rule& rule, const Profile& profile);

    // element_rules.cpp: what one element's rule and type say.
    void wrong_type(const Node& node, const Rule& rule, const Profile& profile);
    void value(const Node& node, const Rule& rule, const Profile& profile);
    void binding(const Node& node, const Rule& rule);
    void invariants(const Node& node, const Rule& rule, const Profile& profile);
    fhirpath::Verdict check_as_part(const fhirpath::Expression& invariant, const Node& node, Issues& faults);
    void typed(const Node& node, const Rule& rule, const TypeRule& type);
    std::vector<const Profile*> chosen(const Node& node, const TypeRule& type);
    void profiled(const Node& node, const TypeRule& type);
    void primitive_extensions(const Node& node);
    void unknown_profile(const Node& node, const TypeRule& type);

    // reference_targets.cpp: what a reference leads to.
    void aggregation(const Node& node, const TypeRule& type, const Node* found);
    void target(const Node& node, const TypeRule& type);
    void target_profile(const Target& open);
    std::string names_of(const std::vector<const ProfileSlot*>& targets) const;

    // extension_rules.cpp: what an extension's own definition says.
    void extension(const Node& node);
    const Profile* definition_of(const Node& extension, const TypeRule* type) const;
    void extension_use(const Node& node, const Profile& definition);
    void extension_place(const Node& node, const Node& owner, const Profile& definition);
    bool selects(const ExtensionPlace& place, const Node& owner);
    bool holds_here(const ExtensionPlace& place, const Node& node, const Node& owner);
    void extension_part(const Node& node, std::string_view url);
    void extension_unknown(const Node& node, std::string_view url);
    Severity severity_of_unknown(const Node& node, std::string_view url) const;

    // What slicing and expressions ask.
    const Node* resolve(const Node& reference) override;
    const Node* resolve(std::string_view reference) override;
    std::optional<bool> conforms_to(const Node& node, std::string_view canonical) override;
    std::optional<bool> member_of(const Node& coded, const definitions::Type* type, std::string_view value_set) override;
    std::optional<bool> subsumes(const Node& a, const Node& b) override;
    std::vector<const Node*> slice(const Node& element, std::string_view canonical, std::string_view name) override;
    void trace(std::string_view name, const fhirpath::Value& item) override;

    fhirpath::Environment environment();
    bool in_bundle() const { return tree_.root().resource_type == "Bundle"; }
    bool stop() const { return quiet_ > 0 ? failed_ : findings_.full(); }
    void error(const Node& node, Severity severity, IssueType type, std::string_view code, Words words);

    const Tree& tree_;
    const Profiles& profiles_;
    const Asked& asked_;
    Findings findings_;
    SliceMatcher slices_;
    BundleIndex bundle_;
    ContainedIndex contained_;
    fhirpath::InvariantChecker invariants_;
    PairMap reported_;                         ///< elements and profiles
    PairMap implied_;                          ///< resources and what the profiles in reported_ are derived from
    PairMap verdicts_;                         ///< of elements on profiles; true while it is being worked out: a circle of references holds
    PairMap evaluated_;                        ///< elements and invariants; equal texts are one Expression
    std::set<std::string_view> seen_unknown_;  ///< said once each
    std::set<const Node*> placed_;             ///< extensions whose place was judged
    std::vector<std::uint16_t> counts_;        ///< how often each rule of children() occurs, for all levels that are open
    std::optional<Failure> first_failure_;     ///< of the last question that was asked of a target
    PackageNumber package_ = no_package;       ///< of the profile that is being checked: names mean its versions
    std::vector<Target> open_targets_;         ///< asked when all resources were checked: most answers are known then
    bool found_errors_ = false;                ///< aloud
    int quiet_ = 0;
    int depth_ = 0;
    bool failed_ = false;
};

/// Names are looked up from the package of the profile that is being checked.
struct ProfileWalk::Scope {
    Scope(ProfileWalk& walk, PackageNumber package) : walk(walk), before(std::exchange(walk.package_, package)) { ++walk.depth_; }
    ~Scope() {
        walk.package_ = before;
        --walk.depth_;
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ProfileWalk& walk;
    PackageNumber before;
};

}  // namespace stafet::fhir
