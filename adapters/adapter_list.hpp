// Every standard that this gateway reads and writes, in one explicit list: a new one is a folder beside this file and a line in
// adapter_list.cpp.
//
// Built once at start: schemas and maps are compiled and checked here, and a mistake in them ends the start. Immutable, thread-safe.
#pragma once

#include "adapters/mapping/fhir_form.hpp"
#include "base/fault.hpp"
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/profiles/profiles.hpp"
#include "gateway/ports/front_door.hpp"
#include "gateway/ports/standard.hpp"
#include "gateway/ports/translator.hpp"

#include <memory>
#include <string>
#include <vector>

namespace stafet {

struct AdapterList {
    std::vector<std::unique_ptr<Standard>> standards;
    std::unique_ptr<TransportEnvelope> envelope;
    std::unique_ptr<Translator> translator;
    FhirForm fhir_form;  ///< what conditions in FHIRPath are asked of
    std::vector<std::unique_ptr<AnswerWriter>> answers;

    std::vector<const Standard*> standard_list() const;
    std::vector<const AnswerWriter*> answer_list() const;
};

/// `maps_directory`: files there replace the built-in maps of the same name; "" = none. Fault config: what is wrong with which map, by
/// file, line and column.
/// `profiles`: what messages are checked against beside R4's base definitions; nullptr: nothing.
Result<AdapterList> make_adapters(const fhir::ReadLimits& limits, const std::string& maps_directory = {},
                                  std::shared_ptr<const fhir::Profiles> profiles = nullptr);

}  // namespace stafet
