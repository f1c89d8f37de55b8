// A snapshot in the library -> a Profile with rules.
#pragma once

#include "fhir_models/profiles/profile.hpp"

namespace stafet::fhir {

class Profiles;

/// "a.extension('u').value" -> a, extension('u'), value; "$this" is no step.
std::vector<std::string_view> discriminator_steps(std::string_view path);

/// Links to other profiles through `profiles`; compiles none of them.
void compile_profile(const StructureRef& source, const Profiles& profiles, Profile& into);

}  // namespace stafet::fhir
