// A compiled expression: steps that run one after the other over a stack of collections.
//
// Every step leaves one collection more or takes those of its operands and leaves one. The arguments of a lazy function stand right
// before it as ranges that only the function itself runs; a `skip` leads around them. So no nesting of text becomes recursion, except
// that of lazy arguments, which the parser bounds. What such an argument says of the resource as a whole (`%resource.type`) is the same
// for every item: it is kept the first time, which makes rules linear that would be quadratic.
#pragma once

#include "fhir_models/fhirpath/functions.hpp"
#include "fhir_models/fhirpath/syntax.hpp"
#include "fhir_models/fhirpath/value.hpp"

#include <deque>
#include <memory>
#include <vector>

namespace re2 {
class RE2;
}

namespace stafet::fhir::fhirpath {

enum class Op : std::uint8_t {
    empty,
    literal,      ///< `literal`
    self,         ///< $this
    index,        ///< $index
    total,        ///< $total
    context,      ///< %context
    resource,     ///< %resource
    root,         ///< %rootResource
    variable,     ///< %`name` that the environment holds
    defined,      ///< %`name` that defineVariable() keeps in slot `target`
    here,         ///< children of $this called `name`, or $this itself when it is of `type`
    member,       ///< children called `name`
    at,           ///< collection[index]
    negate,       ///< -x
    keep_number,  ///< +x
    is,           ///< of `type`?
    as,           ///< those of `type`
    call,         ///< `function`
    skip,         ///< goes on at `target`
    decide,       ///< goes on at `target` when the left side of `op` decides
    recall,       ///< what `keep` kept in `slot`, and on at `target`; nothing while there is none
    keep,         ///< keeps the topmost collection in `slot`
    binary,       ///< `binary` of two collections
};

enum class Binary : std::uint8_t {
    none,
    implies,
    logical_or,
    exclusive_or,
    logical_and,
    in,
    contains,
    equal,
    equivalent,
    not_equal,
    not_equivalent,
    less_or_equal,
    less,
    greater,
    greater_or_equal,
    unite,
    add,
    subtract,
    concatenate,
    multiply,
    divide,
    whole_divide,
    modulo,
};

/// Steps [begin, end).
struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool descending = false;  ///< a sort key behind a minus
};

struct Step {
    Op op = Op::empty;
    Binary binary = Binary::none;
    std::uint8_t arguments = 0;     ///< of a call
    bool takes_one = false;         ///< `as`, other than ofType()
    std::uint32_t offset = 0;       ///< byte in the source
    std::uint32_t target = 0;       ///< where a jump leads; the slot of a variable
    std::uint32_t first_range = 0;  ///< of a lazy call, in Program::ranges
    std::uint32_t slot = 0;
    bool beside = false;  ///< of recall and keep: the collection stays off the stack; of `in`: it is what is kept, not what is on the stack
    std::string_view name;
    const Function* function = nullptr;
    const re2::RE2* regex = nullptr;  ///< of matches and its like when the pattern is a literal
    TypeName type;
    Value literal;
};

struct Program {
    Syntax syntax;  ///< owns the text that names and literals point into
    std::vector<Step> steps;
    std::vector<Range> ranges;
    std::string_view needed;  ///< element without which the whole is true (needed_element.hpp), "" for none
    std::uint32_t kept = 0;   ///< how many collections `keep` keeps
    std::deque<Decimal> decimals;
    std::deque<Moment> moments;
    std::deque<Quantity> quantities;
    std::deque<std::string> texts;
    std::vector<std::unique_ptr<re2::RE2>> regexes;
    std::uint32_t slots = 0;  ///< of variables that the expression defines itself
    Program();
    ~Program();
};

}  // namespace stafet::fhir::fhirpath
