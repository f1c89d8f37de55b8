// What is agreed with a partner about findings against profiles: `validation:` of a partner (R097).
//
//   validation: lenient
//   validation: {level: strict, profiles: {<canonical>: lenient}, codes: {<finding's code>: error|warning|information|ignore}}
#pragma once

#include "gateway/ports/validation_policy.hpp"
#include "routes/yaml/section.hpp"

#include <string_view>

namespace stafet::routes {

/// Where nothing is said: lenient for a kommune, strict for everybody else. A resource without narrative is no finding then (R4 recommends
/// one in each), and a Provenance that names a payload which is not there refuses the message, as MedCom's protocols want.
ValidationPolicy usual_validation(std::string_view actor);

/// Reads the value of `validation`; what it does not say stays as in `usual`.
ValidationPolicy read_validation(const YamlNode& node, ValidationPolicy usual, Findings& findings);

}  // namespace stafet::routes
