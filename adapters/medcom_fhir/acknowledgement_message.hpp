// MedCom FHIR Acknowledgement 2.0: answers a FHIR message with ok, transient-error or fatal-error.
//
// MessageHeader.response names the answered message; exactly two Provenance (the original's and our own); a negative answer carries an
// OperationOutcome with MedCom's codes. Same request, same bytes.
#pragma once

#include "adapters/mapping/hub_rendering.hpp"

namespace stafet::medcom {

/// `request.target.syntax` "xml" or "json"; errors in the result when sender or receiver has no SOR code or GLN.
Translation write_acknowledgement(const AcknowledgementRequest& request);
/// As the translator takes it: standard "medcom-fhir".
AcknowledgementWriter acknowledgement_writer();

}  // namespace stafet::medcom
