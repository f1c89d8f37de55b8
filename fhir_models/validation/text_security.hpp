// Strings that could do harm where they are shown: embedded HTML, and marks that turn the reading direction.
#pragma once

#include "fhir_models/validation/findings.hpp"

namespace stafet::fhir {

/// How strictly texts are taken.
struct Strictness {
    Severity embedded_html = Severity::information;  ///< of a string that holds something like an HTML tag
    bool html_in_markdown = false;                   ///< the same of markdown, where HTML is otherwise allowed
};

/// `<name>` or `<name anything>`. Linear in the length of the text.
bool holds_html(std::string_view text);

/// Checks the value of any primitive but xhtml.
void check_text(const Node& node, bool markdown, const Strictness& strictness, Findings& findings);

}  // namespace stafet::fhir
