// Answers on the FHIR door: 202 with what will be sent to whom, or the refusal with its status, as OperationOutcome.
//
// JSON or XML as the caller accepts, Danish unless the caller asks for English. Pure: the same submission gets the same bytes.
#pragma once

#include "gateway/ports/front_door.hpp"

namespace stafet::medcom {

class FhirAnswers final : public AnswerWriter {
   public:
    Door door() const override { return Door::fhir; }
    Answer accepted(const Submission& submission, const Envelope& original, const std::string& correlation_id,
                    const std::vector<Destination>& destinations, const Issues& warnings, Instant now) const override;
    /// Status by the kind of the first fatal finding, else of the first error; 503 says Retry-After.
    Answer refused(const Submission& submission, const Envelope& original, const Issues& issues, Instant now) const override;
};

}  // namespace stafet::medcom
