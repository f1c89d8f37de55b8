#include "adapters/medcom_fhir/content_rules.hpp"
#include "adapters/medcom_fhir/facts.hpp"

namespace stafet::medcom {

using fhir::Node;

void check_referral(const Message& message, Findings& findings) {
    const Node* request = message.focus("ServiceRequest");
    if (!request) {
        findings.missing(message.bundle(), "entry", "service-request-missing",
                         {"a referral has a ServiceRequest", "en henvisning har en ServiceRequest"});
        return;
    }
    if (!request->child("code") && !request->child("category"))
        findings.missing(*request, "code", "requested-service-missing",
                         {"say which service is asked for (P13)", "angiv hvilken ydelse der henvises til (P13)"});
    if (!request->child("requester"))
        findings.missing(*request, "requester", "requester-missing", {"the referrer is missing", "henviser mangler"});
    if (!request->child("reasonCode") && !request->child("reasonReference"))
        findings.missing(*request, "reasonCode", "referral-reason-missing",
                         {"the reason for the referral is missing (P15)", "årsagen til henvisningen mangler (P15)"});
    if (!request->child("note") && !request->child("supportingInfo"))
        findings.missing(*request, "note", "referral-clinical-information-missing",
                         {"symptoms, examinations and earlier treatment are missing (P15)",
                          "symptomer, undersøgelser og tidligere behandling mangler (P15)"},
                         Severity::warning);
    if (!message.first("Task"))
        findings.missing(message.bundle(), "entry", "triage-task-missing",
                         {"no Task asks the receiver to triage the referral", "ingen Task beder modtageren om visitation"},
                         Severity::warning);
    if (!facts_of(message).contains("differentiation-level"))
        findings.missing(*request, "supportingInfo", "differentiation-level-missing",
                         {"the differentiation level is not given (P15)", "differentieringsniveau er ikke angivet (P15)"},
                         Severity::information);
}

}  // namespace stafet::medcom
