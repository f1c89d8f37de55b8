// Views of a plan and those who carry it: CarePlan, CareTeam, Goal.
#pragma once

#include "fhir_models/views/resource.hpp"

namespace stafet::fhir {

class CarePlanActivityDetail : public View {
   public:
    using View::View;
    std::string_view kind() const { return text("kind"); }
    CodeableConcept code() const { return one<CodeableConcept>("code"); }
    std::string_view status() const { return text("status"); }
    /// scheduledTiming, scheduledPeriod or scheduledString.
    const Node* scheduled() const { return choice("scheduled"); }
    Repeats<Reference> performers() const { return all<Reference>("performer"); }
    std::string_view description() const { return text("description"); }
};

class CarePlanActivity : public View {
   public:
    using View::View;
    Reference reference() const { return one<Reference>("reference"); }
    CarePlanActivityDetail detail() const { return one<CarePlanActivityDetail>("detail"); }
    Repeats<Annotation> progress() const { return all<Annotation>("progress"); }
};

class CarePlan : public ResourceView {
   public:
    static constexpr std::string_view type = "CarePlan";
    using ResourceView::ResourceView;
    Repeats<Identifier> identifiers() const { return all<Identifier>("identifier"); }
    std::string_view status() const { return text("status"); }
    std::string_view intent() const { return text("intent"); }
    Repeats<CodeableConcept> categories() const { return all<CodeableConcept>("category"); }
    std::string_view title() const { return text("title"); }
    std::string_view description() const { return text("description"); }
    Reference subject() const { return one<Reference>("subject"); }
    Period period() const { return one<Period>("period"); }
    std::string_view created() const { return text("created"); }
    Reference author() const { return one<Reference>("author"); }
    Repeats<Reference> care_teams() const { return all<Reference>("careTeam"); }
    Repeats<Reference> addresses() const { return all<Reference>("addresses"); }
    Repeats<Reference> goals() const { return all<Reference>("goal"); }
    Repeats<CarePlanActivity> activities() const { return all<CarePlanActivity>("activity"); }
    Repeats<Annotation> notes() const { return all<Annotation>("note"); }
};

class CareTeamParticipant : public View {
   public:
    using View::View;
    Repeats<CodeableConcept> roles() const { return all<CodeableConcept>("role"); }
    Reference member() const { return one<Reference>("member"); }
    Reference on_behalf_of() const { return one<Reference>("onBehalfOf"); }
    Period period() const { return one<Period>("period"); }
};

class CareTeam : public ResourceView {
   public:
    static constexpr std::string_view type = "CareTeam";
    using ResourceView::ResourceView;
    std::string_view status() const { return text("status"); }
    std::string_view name() const { return text("name"); }
    Reference subject() const { return one<Reference>("subject"); }
    Repeats<CareTeamParticipant> participants() const { return all<CareTeamParticipant>("participant"); }
    Repeats<Reference> managing_organizations() const { return all<Reference>("managingOrganization"); }
};

class GoalTarget : public View {
   public:
    using View::View;
    CodeableConcept measure() const { return one<CodeableConcept>("measure"); }
    /// detailQuantity, detailString, ...
    const Node* detail() const { return choice("detail"); }
    /// dueDate or dueDuration.
    const Node* due() const { return choice("due"); }
};

class Goal : public ResourceView {
   public:
    static constexpr std::string_view type = "Goal";
    using ResourceView::ResourceView;
    std::string_view lifecycle_status() const { return text("lifecycleStatus"); }
    CodeableConcept achievement_status() const { return one<CodeableConcept>("achievementStatus"); }
    CodeableConcept description() const { return one<CodeableConcept>("description"); }
    Reference subject() const { return one<Reference>("subject"); }
    const Node* start() const { return choice("start"); }
    Repeats<GoalTarget> targets() const { return all<GoalTarget>("target"); }
    Repeats<Reference> addresses() const { return all<Reference>("addresses"); }
};

}  // namespace stafet::fhir
