// The canonical URLs and codes of MedCom's FHIR messages and of Stafet's own events.
//
// Sources: MedComMessaging 4.0.2, HospitalNotification 3.0.2, Acknowledgement 2.0.3, MedCom Terminology 2.0.2, dk-core 3.4.0.
#pragma once

#include <string_view>

namespace stafet::medcom {

inline constexpr std::string_view stafet_events = "urn:stafet:fhir:message-events";
inline constexpr std::string_view event_codes = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-eventCodes";
inline constexpr std::string_view activity_codes = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-activityCodes";
inline constexpr std::string_view destination_use_codes = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-destinationUse";
inline constexpr std::string_view destination_use_extension =
    "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-destinationUseExtension";
inline constexpr std::string_view acknowledgement_error_codes =
    "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-acknowledgement-error-codes";
inline constexpr std::string_view hl7_outcome_codes = "http://terminology.hl7.org/CodeSystem/operation-outcome";
inline constexpr std::string_view identifier_extension =
    "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-identifier-extension";
inline constexpr std::string_view leave_period_extension =
    "http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition/medcom-hospitalnotifiation-leave-period-extension";
inline constexpr std::string_view municipality_extension = "http://hl7.dk/fhir/core/StructureDefinition/dk-core-municipalityCodes";
inline constexpr std::string_view lpr3_episodes = "https://www.esundhed.dk/Registre/Landspatientregisteret";
/// Followed by the SOR code: an endpoint in a MessageHeader, and the system of a local episode id.
inline constexpr std::string_view sor_endpoint = "https://sor2.sum.dsdn.dk/#id=";
inline constexpr std::string_view act_codes = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
inline constexpr std::string_view loinc = "http://loinc.org";
inline constexpr std::string_view differentiation_levels = "urn:stafet:fhir:differentiation-level";
inline constexpr std::string_view epicrisis_sections = "urn:stafet:fhir:epicrisis-sections";

inline constexpr std::string_view message_header_profile =
    "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-messageHeader";
inline constexpr std::string_view organization_profile =
    "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-organization";
inline constexpr std::string_view provenance_profile = "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-provenance";
inline constexpr std::string_view patient_profile = "http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-patient";
inline constexpr std::string_view acknowledgement_profile =
    "http://medcomfhir.dk/ig/acknowledgement/StructureDefinition/medcom-messaging-acknowledgement";
inline constexpr std::string_view acknowledgement_header_profile =
    "http://medcomfhir.dk/ig/acknowledgement/StructureDefinition/medcom-messaging-acknowledgementHeader";
inline constexpr std::string_view acknowledgement_outcome_profile =
    "http://medcomfhir.dk/ig/acknowledgement/StructureDefinition/medcom-acknowledgement-operationoutcome";
inline constexpr std::string_view hospital_notification_profile =
    "http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition/medcom-hospitalNotification-message";
inline constexpr std::string_view hospital_notification_header_profile =
    "http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition/medcom-hospitalNotification-messageHeader";
inline constexpr std::string_view hospital_notification_encounter_profile =
    "http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition/medcom-hospitalNotification-encounter";

inline constexpr std::string_view acknowledgement_event = "acknowledgement-message";
inline constexpr std::string_view hospital_notification_event = "hospital-notification-message";
inline constexpr std::string_view care_communication_event = "care-communication-message";
inline constexpr std::string_view home_care_observation_event = "homecareobservation-message";

/// Canonicals of MessageDefinitions, without version.
inline constexpr std::string_view care_communication_definition =
    "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedComCareCommunicationMessageDefinition";
inline constexpr std::string_view home_care_observation_definition =
    "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedComHomeCareObservationMessageDefinition";

}  // namespace stafet::medcom
