#include "adapters/medcom_fhir/content_rules.hpp"
#include "adapters/medcom_fhir/facts.hpp"
#include "adapters/medcom_fhir/parties.hpp"

namespace stafet::medcom {

using fhir::Node;

namespace {

bool says_when(const Node& activity) {
    const Node* detail = activity.child("detail");
    return activity.child("reference") ||
           (detail && (detail->child("scheduledPeriod") || detail->child("scheduledTiming") || detail->child("scheduledString")));
}

void check_follow_up(const Node& plan, Findings& findings) {
    for (const Node* activity = plan.child("activity"); activity; activity = activity->next_same())
        if (says_when(*activity)) return;
    findings.missing(plan, "activity", "plan-follow-up-missing",
                     {"no activity says when the next follow-up is (P21)", "ingen aktivitet angiver, hvornår næste opfølgning er (P21)"},
                     Severity::warning);
}

void check_references(const Message& message, const Node& plan, std::string_view element, Findings& findings) {
    for (const Node* reference = plan.child(element); reference; reference = reference->next_same())
        if (!reference->text("reference").empty() && !message.resolve(reference))
            findings.warning(IssueType::not_found, *reference, "plan-reference-not-in-bundle",
                             {"what the plan refers to is not in the Bundle: a receiver cannot see it",
                              "det, planen refererer til, er ikke i Bundlen: modtageren kan ikke se det"});
}

}  // namespace

void check_plan_update(const Message& message, Findings& findings) {
    const Node* plan = message.focus("CarePlan");
    if (!plan) {
        findings.missing(message.bundle(), "entry", "care-plan-missing",
                         {"a plan update has a CarePlan", "en planopdatering har en CarePlan"});
        return;
    }
    for (const std::string_view element : {"addresses", "goal", "careTeam"}) check_references(message, *plan, element, findings);
    check_follow_up(*plan, findings);
    if (!plan->child("addresses"))
        findings.missing(*plan, "addresses", "plan-diagnoses-missing",
                         {"the plan names no diagnosis (R070)", "planen angiver ingen diagnose (R070)"}, Severity::warning);
    if (care_team_of(message).empty())
        findings.missing(*plan, "careTeam", "plan-care-team-missing",
                         {"no organisation on the plan's CareTeam is named: only the receivers of the message get it",
                          "ingen organisation i planens CareTeam er angivet: kun meddelelsens modtagere får den"},
                         Severity::warning);
    if (!facts_of(message).contains("differentiation-level"))
        findings.missing(*plan, "category", "differentiation-level-missing",
                         {"the differentiation level is not given (P07)", "differentieringsniveau er ikke angivet (P07)"},
                         Severity::information);
}

}  // namespace stafet::medcom
