// The operation $validate (FHIR R4, Resource-validate): what is wrong with a resource, as an OperationOutcome. Keeps and logs nothing.
//
// Takes the resource itself, or Parameters with `resource`, `profile` and `mode`. As R4 has it: 200 whenever it is known whether the
// resource is valid, also when it is not and also when it is no FHIR at all (a fatal issue); 4xx when the operation could not be done:
// unknown type or mode, nothing to validate, another type than the URL's, over a limit.
//
// Modes: create, update (the resource has an id) and profile (a profile is named). None looks at stored resources, since there are none
// that a caller could write; so mode delete cannot be done.
#pragma once

#include "fhir_models/json/json_reader.hpp"
#include "gateway/ports/front_door.hpp"

#include <functional>
#include <string>
#include <vector>

namespace stafet::fhir_rest {

/// What the URL says.
struct ValidateRequest {
    std::string type;                   ///< of /fhir/{type}/$validate; "" for /fhir/$validate
    std::vector<std::string> profiles;  ///< canonicals, also with "|version"
    std::string mode;
};

class ValidateOperation {
   public:
    /// Everything that is wrong with a resource, against its own profiles and those named. Thread-safe.
    using Judge = std::function<Issues(const fhir::Tree& resource, const std::vector<std::string>& profiles)>;

    ValidateOperation(fhir::ReadLimits limits, Judge judge) : limits_(limits), judge_(std::move(judge)) {}

    /// Reads submission.body. On a worker: costs what validation costs.
    Answer answer(ValidateRequest request, const Submission& submission) const;

   private:
    fhir::ReadLimits limits_;
    Judge judge_;
};

}  // namespace stafet::fhir_rest
