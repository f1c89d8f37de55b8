// Text that is nearly JSON -> Tree, with a finding for each thing that had to be put right: comments, names and values without quotes or in
// single ones, commas too many.
//
// For telling an author all that is wrong at once. What a gateway accepts is read with read_json().
#pragma once

#include "fhir_models/json/json_reader.hpp"

namespace stafet::fhir {

/// Like read_json() for text that is JSON. The tree's source, and so all lines, are those of `bytes`; columns behind an added quote in the
/// same line are one too large.
ReadOutcome read_nearly_json(std::string bytes, bool comments_allowed, const ReadLimits& limits = {});

}  // namespace stafet::fhir
