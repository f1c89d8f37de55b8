#include "adapters/medcom_fhir/content_rules.hpp"

namespace stafet::medcom {

using fhir::Node;

namespace {

const Node* check_communication(const Message& message, Findings& findings) {
    const Node* communication = message.focus("Communication");
    if (!communication) {
        findings.missing(message.bundle(), "entry", "communication-missing",
                         {"a correspondence has a Communication", "en korrespondance har en Communication"});
        return nullptr;
    }
    for (const Node* payload = communication->child("payload"); payload; payload = payload->next_same())
        if (!payload->text("contentString").empty()) return communication;
    findings.missing(*communication, "payload", "message-text-missing",
                     {"the Communication has no text (payload.contentString)", "korrespondancen har ingen tekst (payload.contentString)"});
    return communication;
}

bool has_category(const Node& communication, std::string_view code) {
    for (const Node* category = communication.child("category"); category; category = category->next_same())
        for (const Node* coding = category->child("coding"); coding; coding = coding->next_same())
            if (coding->text("code") == code) return true;
    return false;
}

}  // namespace

void check_correspondence(const Message& message, Findings& findings) { check_communication(message, findings); }

void check_care_communication(const Message& message, Findings& findings) {
    const Node* communication = check_communication(message, findings);
    if (!communication) return;
    if (!communication->child("category"))
        findings.missing(*communication, "category", "category-missing",
                         {"a CareCommunication has a category", "en korrespondancemeddelelse har en kategori"});
    if (communication->child("priority") && !has_category(*communication, "regarding-referral"))
        findings.error(IssueType::invariant, *communication->child("priority"), "priority-not-allowed",
                       {"priority is only for category regarding-referral (medcom-careCommunication-5)",
                        "prioritet må kun bruges ved kategorien regarding-referral (medcom-careCommunication-5)"});
    if (has_category(*communication, "other") && !communication->child("topic"))
        findings.missing(
            *communication, "topic", "topic-missing",
            {"category other needs a topic (medcom-careCommunication-6)", "kategorien other kræver et emne (medcom-careCommunication-6)"});
    const Node* practitioner = message.first("Practitioner");
    if (!practitioner || !practitioner->child("name"))
        findings.missing(practitioner ? *practitioner : message.bundle(), practitioner ? "name" : "entry", "author-name-missing",
                         {"the author is a Practitioner with a name (medcom-careCommunication-4)",
                          "forfatteren er en Practitioner med navn (medcom-careCommunication-4)"});
    const Node* encounter = message.first("Encounter");
    if (encounter && encounter->text_at("episodeOfCare.identifier.value").empty())
        findings.missing(*encounter, "episodeOfCare", "episode-missing",
                         {"an Encounter carries the episode of care id (medcom-careCommunication-9)",
                          "et Encounter skal have forløbs-id (medcom-careCommunication-9)"});
}

}  // namespace stafet::medcom
