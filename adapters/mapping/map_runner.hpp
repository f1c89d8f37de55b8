// Runs a compiled map over one message, in either direction. Pure.
#pragma once

#include "adapters/mapping/map_program.hpp"
#include "gateway/ports/translator.hpp"

namespace stafet::mapping {

struct Mapped {
    fhir::Tree tree;
    LossReport loss;
};

/// `letter` has the root "Emessage"; the result is a message Bundle that carries the ids of the request.
Mapped run_to_fhir(const MapProgram& map, const TranslationRequest& request, const fhir::Tree& letter);
/// `bundle` is a message Bundle; the result has the root "Emessage" and carries the ids of the request.
Mapped run_to_letter(const MapProgram& map, const TranslationRequest& request, const fhir::Tree& bundle);

}  // namespace stafet::mapping
