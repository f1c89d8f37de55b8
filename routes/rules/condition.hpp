// The predicate behind `when:`: which messages of its kind a route is for. Pure, total, never slow.
//
// Reads only the envelope and its facts. Describes itself in the rule's own words, so that a trace never shows a patient's value.
// A text in this place is kept for FHIRPath, which is not supported yet.
#pragma once

#include "gateway/ports/envelope.hpp"
#include "routes/yaml/yaml_node.hpp"

#include <string>
#include <vector>

namespace stafet::routes {

struct Condition {
    enum class Op : std::uint8_t {
        all,          ///< every part; of no parts: true
        any,          ///< at least one part
        none,         ///< not: no part
        in,           ///< a value of the field is one of `values`; equals is `in` with one
        starts_with,  ///< a value of the field begins with one of `values`
        exists,       ///< the field has a value
    };
    Op op = Op::all;
    std::string field;                ///< of in, starts_with, exists
    std::vector<std::string> values;  ///< of in, starts_with
    std::vector<Condition> parts;     ///< of all, any, none
    Place where;
};

/// Reads a `when:` map; findings for unknown operators, wrong shapes and facts that no standard is known to extract (a warning).
Condition read_condition(const YamlNode& node, Findings& findings);

bool holds(const Condition& condition, const Envelope& envelope);
/// The first part that makes the whole false: what a trace names. nullptr when the condition holds.
const Condition* first_failing(const Condition& condition, const Envelope& envelope);
/// "diagnosis starts-with DJ44", "not (activity is retract-message)"
std::string describe(const Condition& condition);
/// True when no message can fulfil it: `any` or `in` of nothing, or a field with one value that must be two.
bool can_never_hold(const Condition& condition);
bool same(const Condition& a, const Condition& b);

}  // namespace stafet::routes
