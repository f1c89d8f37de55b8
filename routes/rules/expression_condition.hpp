// A condition in FHIRPath: read once when the configuration is, asked of the FHIR form of each message. Bounded in time and memory.
//
// Never says what the message holds: an answer is true, false, nothing, or why there is none.
#pragma once

#include "routes/rules/condition.hpp"

namespace stafet::routes {

/// Compiles the text and judges it for a message Bundle; findings point at the character that is wrong.
Condition read_expression(const YamlNode& scalar, Findings& findings);

struct Answer {
    Truth truth = Truth::unknown;
    std::string said;  ///< "is true", "is false", "gives nothing", "cannot be said: ..."
};
/// `condition` has Op::expression.
Answer ask(const Condition& condition, const Question& question);

}  // namespace stafet::routes
