#include "adapters/fhir_rest/subscription_filter.hpp"

#include "fhir_models/fhirpath/checker.hpp"
#include "fhir_models/fhirpath/evaluate.hpp"
#include "fhir_models/tree/finding.hpp"

#include <algorithm>

namespace stafet::fhir_rest {

namespace path = fhir::fhirpath;
using fhir::Node;

namespace {

constexpr std::string_view filter_url = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-filter-criteria";
constexpr std::uint64_t max_steps = 500'000;  // five milliseconds
constexpr std::size_t max_items = 100'000;
constexpr std::size_t max_bytes = 8 * 1024 * 1024;

Issue error_at(const fhir::Tree& tree, const Node& where, fhir::Words words) {
    const Position at = where.offset == fhir::no_offset ? Position{} : position_of(tree.source(), where.offset);
    return fhir::finding(Severity::error, IssueType::value, "subscription-filter", path_of(where), at, std::move(words));
}

/// The finding of the engine, with the character of the filter that it is about.
Issue refusal(const fhir::Tree& tree, const Node& where, const Issue& wrong) {
    const std::string place = std::to_string(wrong.at.line) + ':' + std::to_string(wrong.at.column);
    return error_at(tree, where,
                    {"the filter cannot be used, line:character " + place + ": " + wrong.text +
                         " A filter is FHIRPath over the message Bundle, such as entry.resource.ofType(ServiceRequest).exists()",
                     "filteret kan ikke bruges, linje:tegn " + place + ": " + wrong.text_da +
                         " Et filter er FHIRPath over meddelelsens Bundle, f.eks. entry.resource.ofType(ServiceRequest).exists()"});
}

std::optional<path::Expression> usable(const fhir::Tree& tree, const Node& where, std::string_view text, Issues* issues) {
    auto compiled = path::Expression::compile(text);
    Issues wrong = std::move(compiled.issues);
    if (compiled.expression) wrong = path::check_condition(*compiled.expression, fhir::definitions::find_type("Bundle"));
    if (!has_errors(wrong)) return std::move(compiled.expression);
    const auto first = std::find_if(wrong.begin(), wrong.end(), [](const Issue& i) { return i.severity >= Severity::error; });
    if (issues) issues->push_back(refusal(tree, where, *first));
    return std::nullopt;
}

}  // namespace

SubscriptionFilter SubscriptionFilter::read(const fhir::Tree& tree, Issues* issues) {
    SubscriptionFilter filter;
    const Node* criteria = tree.root().child("criteria");
    for (const Node* e = criteria ? criteria->child("extension") : nullptr; e; e = e->next_same()) {
        if (e->text("url") != filter_url) continue;
        if (filter.expressions_.size() == max_expressions) {
            if (issues)
                issues->push_back(error_at(tree, *e, {"a Subscription has at most ten filters", "en Subscription har højst ti filtre"}));
            break;
        }
        const Node* value = e->child("valueString");
        if (auto expression = usable(tree, value ? *value : *e, e->text("valueString"), issues))
            filter.expressions_.push_back(std::move(*expression));
    }
    return filter;
}

bool SubscriptionFilter::takes(const Node& message, Instant now, path::Services* services) const {
    path::Environment environment;
    environment.services = services;
    environment.now = now;
    environment.max_steps = max_steps;
    environment.max_items = max_items;
    environment.max_bytes = max_bytes;
    return std::all_of(expressions_.begin(), expressions_.end(), [&](const auto& e) { return path::holds(e, message, environment); });
}

bool SubscriptionFilter::operator==(const SubscriptionFilter& other) const {
    return std::equal(expressions_.begin(), expressions_.end(), other.expressions_.begin(), other.expressions_.end(),
                      [](const auto& a, const auto& b) { return a.source() == b.source(); });
}

}  // namespace stafet::fhir_rest
