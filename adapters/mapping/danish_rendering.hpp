// FHIR resources as lines of Danish text, for receivers whose form has no place for their structure.
//
// Deterministic: the same resource gives the same lines. Codes appear by their text or display, else as they are. Writes what the
// resource says and nothing else: no advice, no computed values.
#pragma once

#include "adapters/mapping/bundle_index.hpp"
#include "adapters/mapping/formatted_text.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace stafet::mapping {

/// "20-11-2026" or "20-11-2026 kl. 13:20" (Danish local time); the text itself when it is no date.
std::string danish_date(std::string_view fhir_date);
/// Text, else display of the first coding, else its code.
std::string label_of(const fhir::Node* codeable_concept);

/// A value in words: a code's label, a person's name, a date, a quantity, a period, or the value itself.
std::string describe(const fhir::Node& element);

/// One or more lines; the first names the matter, further ones begin with two blanks.
std::vector<std::string> render_resource(const fhir::Node& resource, const BundleIndex& bundle);

/// The same for one CarePlan.activity, whether it is a detail or a reference.
std::vector<std::string> render_activity(const fhir::Node& activity, const BundleIndex& bundle);

/// A treatment plan as a letter to a colleague: level, conditions, goals, activities, next follow-up, PRO answers, notes.
/// `plan` is the CarePlan; answers are those QuestionnaireResponses of the Bundle that the plan names or that are based on it.
struct RenderedPlan {
    FormattedText text;
    std::vector<const fhir::Node*> resources;  ///< beside the plan: those whose content the text holds
};
RenderedPlan render_plan(const fhir::Node& plan, const BundleIndex& bundle);

}  // namespace stafet::mapping
