// The functions of FHIRPath and of FHIR's additions to it, by name.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace stafet::fhir::fhirpath {

class Call;

/// What the checker knows of a function's result.
enum class Gives : std::uint8_t {
    anything,
    same,        ///< items of the focus
    children,    ///< elements below the focus
    arguments,   ///< what the arguments give
    projection,  ///< what the first argument gives
    both,        ///< items of the focus and of the arguments
    boolean,
    integer,
    number,  ///< a number of the focus's own kind
    decimal,
    string,
    date,
    date_time,
    time,
    quantity,
    extension,
    element_definition,
    resource,
    type_info,
};

/// How many items a function takes before its dot.
enum class Takes : std::uint8_t { collection, ordered /* collection whose order matters */, item, text };

struct Function {
    std::string_view name;
    std::uint8_t min_arguments;
    std::uint8_t max_arguments;
    bool lazy;  ///< its arguments are evaluated by itself, for each item or not at all
    Takes takes;
    Gives gives;
    void (*run)(Call&);
};

/// nullptr when there is none of that name. is, as and ofType are no functions here: the compiler knows them.
const Function* find_function(std::string_view name);
/// The known name that is closest, or "".
std::string_view nearest_function(std::string_view name);

std::span<const Function> collection_functions();
std::span<const Function> iterating_functions();
std::span<const Function> conversion_functions();
std::span<const Function> string_functions();
std::span<const Function> encoding_functions();
std::span<const Function> math_functions();
std::span<const Function> boundary_functions();
std::span<const Function> fhir_functions();

}  // namespace stafet::fhir::fhirpath
