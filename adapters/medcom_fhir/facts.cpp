#include "adapters/medcom_fhir/facts.hpp"

#include "adapters/medcom_fhir/terms.hpp"
#include "base/danish_identifiers.hpp"

namespace stafet::medcom {

using fhir::Node;

namespace {

using Facts = std::multimap<std::string, std::string>;

constexpr std::size_t max_facts = 500;

void add(Facts& facts, const char* name, std::string_view code) {
    if (!code.empty() && facts.size() < max_facts) facts.emplace(name, code);
}

void add_codes(Facts& facts, const char* name, const Node* concept_node) {
    for (const Node* coding = concept_node ? concept_node->child("coding") : nullptr; coding; coding = coding->next_same())
        add(facts, name, coding->text("code"));
}

bool is_refuted(const Node& condition) {
    const auto status = condition.child("verificationStatus") ? condition.text_at("verificationStatus.coding.code") : std::string_view{};
    return status == "refuted" || status == "entered-in-error";
}

void add_diagnosis(Facts& facts, const Node& condition) {
    if (is_refuted(condition)) return;
    const Node* code = condition.child("code");
    add(facts, "diagnosis", code_of(code, danish::sks_d_system));
    add(facts, "diagnosis", code_of(code, danish::icpc2_system));
}

/// Equal keys of a multimap keep the order of insertion, so the action diagnosis comes first.
void add_diagnoses(const Message& message, Facts& facts) {
    const auto is_action = [](const Node& c) { return c.text_at("category.coding.code") == "encounter-diagnosis"; };
    for (const Node* condition : message.all("Condition"))
        if (is_action(*condition)) add_diagnosis(facts, *condition);
    for (const Node* condition : message.all("Condition"))
        if (!is_action(*condition)) add_diagnosis(facts, *condition);
}

void add_level(const Message& message, Facts& facts) {
    if (const Node* plan = message.focus("CarePlan"))
        for (const Node* category = plan->child("category"); category; category = category->next_same())
            add(facts, "differentiation-level", code_of(category, differentiation_levels));
    for (const Node* observation : message.all("Observation"))
        add(facts, "differentiation-level", code_of(observation->child("valueCodeableConcept"), differentiation_levels));
}

void add_encounter(const Message& message, Facts& facts) {
    const Node* encounter = message.first("Encounter");
    if (!encounter) return;
    add(facts, "encounter-class", encounter->text_at("class.code"));
    if (const Node* stay = encounter->child("hospitalization"))
        add_codes(facts, "discharge-destination", stay->child("dischargeDisposition"));
}

void add_request(const Message& message, Facts& facts) {
    if (const Node* communication = message.focus("Communication")) {
        add(facts, "priority", communication->text("priority"));
        for (const Node* category = communication->child("category"); category; category = category->next_same())
            add_codes(facts, "category", category);
    }
    for (const Node* task : message.all("Task")) add_codes(facts, "task", task->child("code"));
    const Node* request = message.focus("ServiceRequest");
    if (!request) return;
    add(facts, "priority", request->text("priority"));
    add_codes(facts, "requested-service", request->child("code"));
    for (const Node* category = request->child("category"); category; category = category->next_same())
        add_codes(facts, "requested-service", category);
}

}  // namespace

std::multimap<std::string, std::string> facts_of(const Message& message) {
    Facts facts;
    add_diagnoses(message, facts);
    add_level(message, facts);
    add_encounter(message, facts);
    add_request(message, facts);
    const Node* patient = message.first("Patient");
    if (patient && (patient->text("deceasedBoolean") == "true" || !patient->text("deceasedDateTime").empty()))
        add(facts, "deceased", "true");
    return facts;
}

}  // namespace stafet::medcom
