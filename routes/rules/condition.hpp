// The predicate behind `when:`: which messages of its kind a route is for. Pure, total, bounded.
//
// Reads the envelope, its facts and, where it is written in FHIRPath, the message's FHIR form. Describes itself in the rule's own words,
// so that a trace never shows a patient's value.
#pragma once

#include "base/time.hpp"
#include "fhir_models/fhirpath/expression.hpp"
#include "gateway/ports/envelope.hpp"
#include "routes/yaml/yaml_node.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace stafet::fhir {
class Tree;
}
namespace stafet::fhir::fhirpath {
class Services;
}

namespace stafet::routes {

struct Condition {
    enum class Op : std::uint8_t {
        all,          ///< every part; of no parts: true
        any,          ///< at least one part
        none,         ///< not: no part
        in,           ///< a value of the field is one of `values`; equals is `in` with one
        starts_with,  ///< a value of the field begins with one of `values`
        exists,       ///< the field has a value
        expression,   ///< FHIRPath; its text is the only one of `values`
    };
    Op op = Op::all;
    std::string field;                ///< of in, starts_with, exists
    std::vector<std::string> values;  ///< of in, starts_with
    std::vector<Condition> parts;     ///< of all, any, none
    std::optional<fhir::fhirpath::Expression> expression;
    Place where;
};

/// A message as conditions see it.
struct Question {
    const Envelope& envelope;
    /// The message in FHIR, made when it is first needed; nullptr when it has no such form. May be empty: no message has one.
    std::function<const fhir::Tree*()> fhir_form{};
    Instant now{};
    fhir::fhirpath::Services* services = nullptr;  ///< of memberOf() and conformsTo(); nullptr: they cannot be said
};

/// `unknown`: an expression could not be evaluated. It counts as no, also behind a `not`.
enum class Truth : std::uint8_t { no, yes, unknown };

/// Reads what stands at `when:`: a map, or a text in FHIRPath. Findings for unknown operators, wrong shapes, expressions that are wrong and
/// facts that no standard is known to extract (a warning).
Condition read_condition(const YamlNode& node, Findings& findings);

Truth truth_of(const Condition& condition, const Question& question);
inline bool holds(const Condition& condition, const Question& question) { return truth_of(condition, question) == Truth::yes; }
/// Each part of the condition and what became of it: "priority is routine is true, diagnosis starts with DJ44 is false".
std::string told(const Condition& condition, const Question& question);
/// "diagnosis starts with DJ44", "not (activity is retract-message)"
std::string describe(const Condition& condition);
/// True when no message can fulfil it: `any` or `in` of nothing, or a field with one value that must be two.
bool can_never_hold(const Condition& condition);
/// True when it asks for the FHIR form of a message.
bool asks_fhir(const Condition& condition);
bool same(const Condition& a, const Condition& b);

}  // namespace stafet::routes
