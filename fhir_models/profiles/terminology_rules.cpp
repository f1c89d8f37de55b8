// Value sets, code systems and concept maps as resources to validate.
#include "fhir_models/profiles/definition_rules.hpp"

#include <re2/re2.h>

#include <string>

namespace stafet::fhir {

namespace {

void add(Findings& findings, const Node& at, std::string_view code, Words words, Severity severity = Severity::error) {
    findings.add(at, severity, IssueType::business_rule, code, std::move(words));
}

/// Only a system that is wholly at hand can say that a code is none.
const Codes* complete_system(const Profiles& profiles, std::string_view url) {
    const Codes* codes = url.empty() ? nullptr : profiles.code_systems().find(url.substr(0, url.find('|')));
    return codes && codes->is_complete() ? codes : nullptr;
}

bool is_truth(std::string_view value) { return value == "true" || value == "false"; }

void check_filter(const Node& filter, const Codes* codes, Findings& findings) {
    const auto property = filter.text("property");
    const auto op = filter.text("op");
    const std::string value(filter.text("value"));
    const std::string name(property);
    if ((op == "exists" || property == "notSelectable" || property == "inactive") && op != "regex" && !is_truth(value))
        return add(findings, filter, "filter-value",
                   {"A filter by " + name + " has the value true or false, not \"" + value + "\".",
                    "Et filter på " + name + " har værdien true eller false, ikke \"" + value + "\"."});
    if (op == "regex" && !RE2(value, RE2::Quiet).ok())
        return add(findings, filter, "filter-value",
                   {"The value is no regular expression: \"" + value + "\".", "Værdien er intet regulært udtryk: \"" + value + "\"."});
    const bool names_code =
        property == "concept" && (op == "is-a" || op == "descendent-of" || op == "is-not-a" || op == "=" || op == "generalizes");
    if (names_code && codes && !codes->has(value))
        add(findings, filter, "filter-value",
            {"\"" + value + "\" is no code of the system that is filtered.",
             "\"" + value + "\" er ingen kode i det system, der filtreres."});
}

void check_code(const Node& element, const Codes* codes, std::string_view system, Findings& findings, Severity severity) {
    const Node* code = element.child("code");
    if (!codes || !code || codes->has(code->value)) return;
    const std::string value(code->value);
    add(findings, *code, "code-unknown-in-system",
        {"\"" + value + "\" is no code of " + std::string(system) + ".", "\"" + value + "\" er ingen kode i " + std::string(system) + "."},
        severity);
}

void check_concepts(const Node& owner, const Codes& base, std::string_view url, Findings& findings, int depth) {
    if (depth > 64) return;
    for (const Node* c = owner.child("concept"); c && !findings.full(); c = c->next_same()) {
        check_code(*c, &base, url, findings, Severity::error);
        check_concepts(*c, base, url, findings, depth + 1);
    }
}

}  // namespace

void check_value_set(const Node& value_set, const Profiles& profiles, Findings& findings) {
    const Node* compose = value_set.child("compose");
    if (!compose) return;
    for (const Node* part = compose->first; part && !findings.full(); part = part->next) {
        if (part->name != "include" && part->name != "exclude") continue;
        const Codes* codes = complete_system(profiles, part->text("system"));
        for (const Node* filter = part->child("filter"); filter; filter = filter->next_same()) check_filter(*filter, codes, findings);
    }
}

void check_code_system(const Node& code_system, const Profiles& profiles, Findings& findings) {
    const auto url = code_system.text("supplements");
    if (code_system.text("content") != "supplement" || url.empty()) return;
    if (const Codes* base = complete_system(profiles, url)) check_concepts(code_system, *base, url, findings, 0);
}

void check_concept_map(const Node& concept_map, const Profiles& profiles, Findings& findings) {
    for (const Node* group = concept_map.child("group"); group && !findings.full(); group = group->next_same()) {
        const auto source = group->text("source");
        const auto target = group->text("target");
        const Codes* from = complete_system(profiles, source);
        const Codes* to = complete_system(profiles, target);
        for (const Node* element = group->child("element"); element && !findings.full(); element = element->next_same()) {
            check_code(*element, from, source, findings, Severity::warning);
            for (const Node* t = element->child("target"); t; t = t->next_same()) check_code(*t, to, target, findings, Severity::warning);
        }
    }
}

void check_definition(const Node& resource, const Profiles& profiles, Findings& findings) {
    const auto type = resource.resource_type;
    if (type == "StructureDefinition") return check_structure_definition(resource, profiles, findings);
    if (type == "ValueSet") return check_value_set(resource, profiles, findings);
    if (type == "CodeSystem") return check_code_system(resource, profiles, findings);
    if (type == "ConceptMap") check_concept_map(resource, profiles, findings);
}

}  // namespace stafet::fhir
