// MedCom FHIR HospitalNotification 3.0 from an epicrisis: SLHJ (end of hospital stay, home), MORS when the patient has died.
//
// Minimum data (R020, R022): who, which stay, when, which department. Nothing clinical is carried; the loss report names it.
#pragma once

#include "adapters/mapping/hub_rendering.hpp"

namespace stafet::medcom {

/// `hub` is an epicrisis Bundle; `request.target.syntax` "xml" or "json". Errors instead of bytes when the profile's minimum is missing:
/// CPR number, class IMP or EMER, start and end, episode of care id, SOR and GLN of both parties; or when the patient was moved to
/// another hospital (no end of stay to the home).
Translation write_hospital_notification(const fhir::Tree& hub, const TranslationRequest& request);
/// As the translator takes it.
HubRendering hospital_notification_rendering();

}  // namespace stafet::medcom
