// The syntax of a FHIRPath expression: a flat list of parts that name their operands by index.
//
// Grammar: FHIRPath 2.0 (N1), whole. Reading only decides whether a text is an expression; what functions it names is for the compiler
// (expression.hpp) to judge, what elements for the checker (checker.hpp).
#pragma once

#include "base/issue.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stafet::fhir::fhirpath {

enum class PartKind : std::uint8_t {
    empty,      ///< {}
    boolean,    ///< text: true, false
    string,     ///< text: decoded
    number,     ///< text as written; a decimal when it has a point
    date,       ///< text without '@'
    date_time,  ///< text without '@'
    time,       ///< text without "@T"
    quantity,   ///< text: unit; operands: number
    constant,   ///< %name
    variable,   ///< $this, $index, $total
    member,     ///< text: element or type name; operands: focus, none for the context itself
    function,   ///< text: name; operands: focus (see has_focus), then arguments
    index,      ///< operands: collection, index
    polarity,   ///< text: + or -; operands: one
    type_test,  ///< text: is or as; operands: expression, type
    type_name,  ///< text: possibly qualified, "FHIR.Patient"
    binary,     ///< text: the operator; operands: left, right
};

struct Part {
    PartKind kind = PartKind::empty;
    bool has_focus = false;    ///< the first operand is what stands before the dot
    std::uint32_t offset = 0;  ///< byte in the source, for messages that point at it
    std::string text;
    std::vector<std::uint32_t> operands;
};

struct Syntax {
    std::string source;
    std::vector<Part> parts;  ///< in postfix order: the parts below one stand right before it; the last is the whole
    const Part& root() const { return parts.back(); }
};

struct ParseOutcome {
    std::optional<Syntax> syntax;
    Issues issues;  ///< one, with line and column, when there is no syntax
};

/// At most 64 KB and 100 levels of nesting.
ParseOutcome parse(std::string_view source);

}  // namespace stafet::fhir::fhirpath
