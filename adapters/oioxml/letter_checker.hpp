// A letter's tree against its schema: element order and number, lengths, code lists, formats, formatted text.
//
// Finds as much as it can in one pass (bounded), each finding with path, place and what would be right. Changes nothing.
#pragma once

#include "adapters/oioxml/letter_schema.hpp"
#include "base/issue.hpp"
#include "fhir_models/tree/tree.hpp"

namespace stafet::oioxml {

/// Findings beyond this many are counted in one last Issue.
inline constexpr std::size_t max_findings = 50;

Issues check_letter(const fhir::Tree& letter, const LetterSchema& schema);
/// Against the schema of its own version; "letter-unknown" when there is none. For letters that were read and letters that we made.
Issues check_letter(const fhir::Tree& letter);

/// The schema by the letter's namespace, body element and VersionCode, or nullptr.
const LetterSchema* schema_of(const fhir::Tree& letter);

}  // namespace stafet::oioxml
