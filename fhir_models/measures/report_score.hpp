// The score of one group of a MeasureReport, by the measure's scoring: whether there must be one, its value and its unit.
#pragma once

#include "fhir_models/validation/findings.hpp"

namespace stafet::fhir {

/// "proportion", "ratio", "continuous-variable", "cohort"
bool is_known_scoring(std::string_view scoring);
/// `report_type` is MeasureReport.type.
void check_score(const Node& group, const Node& measure, std::string_view scoring, std::string_view report_type, Findings& findings);

}  // namespace stafet::fhir
