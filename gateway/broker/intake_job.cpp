#include "gateway/broker/intake_job.hpp"

#include "base/assert.hpp"
#include "base/ids.hpp"

#include "gateway/broker/loss_json.hpp"
#include "gateway/runtime/log.hpp"

#include <algorithm>
#include <exception>
#include <iterator>

namespace stafet {

Issue make_issue(IssueType type, std::string code, std::string text, std::string text_da) {
    Issue issue;
    issue.type = type;
    issue.code = std::move(code);
    issue.text = std::move(text);
    issue.text_da = std::move(text_da);
    return issue;
}

MintedIds mint_ids(const Format& format, const std::string& sender, const std::string& message_id, const std::string& receiver,
                   const std::string& kind, Instant at) {
    const std::string name = sender + '|' + message_id + '|' + receiver + '|' + kind;
    const bool letter = format.standard == "oioxml";
    const auto mint = [&](const std::string& what) { return letter ? letter_id_from_name(what, at) : uuid_from_name(what, at); };
    return {mint(name), mint(name + "|envelope"), uuid_from_name(name + "|transport", at)};
}

Intake::Job::Job(Intake& intake, Submission submission, Done done)
    : intake_(intake),
      parts_(intake.parts_),
      submission_(std::move(submission)),
      done_(std::move(done)),
      body_(std::make_shared<const std::string>(std::move(submission_.body))) {
    submission_.body.clear();
    if (submission_.received == Instant{}) submission_.received = parts_.clock.now();
}

void Intake::Job::run() {
    try {
        process();
    } catch (const std::exception& error) {
        log::error("intake-failed", error.what(), {{"request_id", submission_.request_id}});
        if (!done_) return;
        const Issues issues{make_issue(IssueType::processing, "internal-error", "Stafet failed on this message; it was not accepted",
                                       "Stafet fejlede; meddelelsen er ikke modtaget")};
        intake_.counters_->rejected(issues);
        answer(refusal(issues));
    }
}

void Intake::Job::refuse_busy() {
    refuse_unstored({make_issue(IssueType::transient, "busy", "Too much is under way; send the same message again in a moment",
                                "Der er for travlt; send samme meddelelse igen om lidt")});
}

void Intake::Job::process() {
    peer_ = parts_.router.partners().by_certificate(submission_.peer_certificate_sha256);
    if (!peer_) {
        read_ids();
        return refuse_unstored(
            {make_issue(IssueType::forbidden, "certificate-unknown", "The client certificate belongs to no registered partner",
                        "Klientcertifikatet tilhører ingen registreret part")});
    }
    std::string letter;
    if (!unwrap(letter) || !read(std::move(letter)) || !identify_sender()) return;
    const Envelope& envelope = reading_.envelope;
    correlation_id_ = uuid_from_name("correlation|" + sender_->id + '|' + envelope.message_id, submission_.received);
    patient_hash_ = parts_.lane_key.patient_hash(envelope.patient, correlation_id_);
    weigh_profile_findings();
    if (has_errors(reading_.issues)) return refuse(std::move(reading_.issues));
    if (envelope.acknowledges) return process_acknowledgement();
    process_message();
}

/// For the answer to somebody unknown: nothing else of the message is believed.
void Intake::Job::read_ids() {
    std::string letter = *body_;
    for (const auto* envelope : parts_.envelopes)
        if (envelope->recognises(letter)) letter = envelope->unwrap(letter).letter;
    for (const auto* standard : parts_.standards) {
        if (!standard->recognises(letter)) continue;
        const Envelope read = standard->read(std::move(letter)).envelope;
        reading_.envelope.message_id = read.message_id;
        reading_.envelope.envelope_id = read.envelope_id;
        return;
    }
}

/// False when the answer is given already.
bool Intake::Job::unwrap(std::string& letter) {
    const auto envelope =
        std::find_if(parts_.envelopes.begin(), parts_.envelopes.end(), [&](const auto* e) { return e->recognises(*body_); });
    if (envelope == parts_.envelopes.end()) {
        letter = *body_;
        return true;
    }
    Unwrapped unwrapped = (*envelope)->unwrap(*body_);
    reading_.envelope.transport_id = unwrapped.transport_id;
    envelope_ = *envelope;
    envelope_sender_gln_ = unwrapped.sender_gln;
    envelope_receiver_gln_ = unwrapped.receiver_gln;
    if (has_errors(unwrapped.issues)) {
        refuse_unstored(std::move(unwrapped.issues));
        return false;
    }
    if (unwrapped.letter.empty()) {  // a receipt of the transport envelope itself: says that the network has it, which we know
        log::info("transport-receipt", "a receipt of a transport envelope",
                  {{"partner", peer_->id}, {"transport_id", unwrapped.transport_id}});
        answer(writer().accepted(submission_, reading_.envelope, {}, {}, {}, parts_.clock.now()));
        return false;
    }
    letter = std::move(unwrapped.letter);
    return true;
}

bool Intake::Job::read(std::string letter) {
    const auto standard =
        std::find_if(parts_.standards.begin(), parts_.standards.end(), [&](const auto* s) { return s->recognises(letter); });
    if (standard == parts_.standards.end()) {
        refuse_unstored(
            {make_issue(IssueType::structure, "unrecognised-content", "The body is no message of a standard that is spoken here",
                        "Indholdet er ikke en meddelelse i en standard, som kendes her")});
        return false;
    }
    const std::string transport_id = std::move(reading_.envelope.transport_id);
    reading_ = (*standard)->read(std::move(letter));
    reading_.envelope.transport_id = transport_id;
    return true;
}

/// The peer's certificate must speak for the sender that the message names; only then may a refusal hold the sender's ids.
bool Intake::Job::identify_sender() {
    const Envelope& envelope = reading_.envelope;
    sender_ = envelope.sender.empty() ? nullptr : parts_.router.partners().find(envelope.sender);
    // Some systems name the original's sender in a receipt of theirs. The ids say which letter is meant, the certificate who answers, and
    // only legs to the certificate's own organisation are looked at.
    const bool receipt = envelope.acknowledges && envelope.format.standard == "oioxml";
    if (receipt && !(sender_ && parts_.router.partners().speaks_for(*peer_, *sender_))) sender_ = peer_;
    if (sender_ && parts_.router.partners().speaks_for(*peer_, *sender_)) {
        if (!envelope.message_id.empty()) return true;
        if (!has_errors(reading_.issues))
            reading_.issues.push_back(
                make_issue(IssueType::required, "message-id-missing", "The message has no id", "Meddelelsen har intet id"));
    } else if (sender_) {
        reading_.issues = {make_issue(IssueType::forbidden, "certificate-not-sender",
                                      "The client certificate does not speak for the sender in the message",
                                      "Klientcertifikatet må ikke tale for meddelelsens afsender")};
    } else if (!has_errors(reading_.issues)) {
        reading_.issues = {make_issue(IssueType::forbidden, "sender-unknown", "The sender in the message is no registered partner",
                                      "Meddelelsens afsender er ikke en registreret part")};
    }
    refuse_unstored(std::move(reading_.issues));
    return false;
}

/// What a profile asks for weighs what is agreed with the sender. When nothing else is wrong, a refusal begins with what it is about.
void Intake::Job::weigh_profile_findings() {
    Issues findings = weighed(reading_, sender_->validation);
    Issues& issues = reading_.issues;
    if (has_errors(findings) && !has_errors(issues)) {
        const std::string& profile = reading_.profile;
        issues.push_back(make_issue(IssueType::invariant, "profile-not-met",
                                    profile.empty() ? "The message does not meet the profiles that it claims or FHIR's own rules"
                                                    : "The message does not meet its profile " + profile,
                                    profile.empty() ? "Meddelelsen overholder ikke de profiler, som den angiver, eller FHIR's egne regler"
                                                    : "Meddelelsen overholder ikke sin profil " + profile));
    }
    issues.insert(issues.end(), std::make_move_iterator(findings.begin()), std::make_move_iterator(findings.end()));
}

void Intake::Job::process_message() {
    Routing routing = parts_.router.route(reading_, parts_.clock.now(), false);
    Issues issues = std::move(reading_.issues);
    issues.insert(issues.end(), routing.issues.begin(), routing.issues.end());
    if (!has_errors(issues) && routing.destinations.empty())
        issues.push_back(make_issue(IssueType::business_rule, "no-route", "No route sends this message anywhere",
                                    "Ingen rute sender meddelelsen videre"));
    if (has_errors(issues)) return refuse(std::move(issues));

    NewMessage message = new_message();
    reading_.issues = std::move(issues);
    for (const auto& destination : routing.destinations)
        if (!translate(destination, message)) return refuse(std::move(reading_.issues));
    commit(std::move(message),
           writer().accepted(submission_, reading_.envelope, correlation_id_, routing.destinations, reading_.issues, parts_.clock.now()));
}

/// Adds a leg; false when the target cannot be written: reading_.issues says why.
bool Intake::Job::translate(const Destination& destination, NewMessage& message) {
    const MintedIds ids = mint_ids(destination.format, sender_->id, reading_.envelope.message_id, destination.receiver->id,
                                   destination.kind, submission_.received);
    TranslationRequest request;
    request.source = &reading_;
    request.target = destination.format;
    request.kind = destination.kind;
    request.sender = sender_->party;
    request.receiver = destination.receiver->party;
    request.message_id = ids.message_id;
    request.envelope_id = ids.envelope_id;
    request.now = parts_.clock.now();
    Translation translation = parts_.translator.translate(request);
    reading_.issues.insert(reading_.issues.end(), translation.issues.begin(), translation.issues.end());
    if (has_errors(translation.issues)) return false;
    const std::string suffix = translation.name_suffix;
    NewLeg leg = new_leg(*destination.receiver, destination.kind, destination.format, std::move(translation), patient_hash_);
    leg.transport_id = ids.transport_id;
    leg.rule = destination.rule;
    leg.purpose = destination.purpose;
    leg.legal_basis = destination.legal_basis;
    leg.retry = destination.retry;
    leg.expects_acknowledgement = destination.retry.acknowledgement_due.count() > 0;
    wrap(leg, *destination.receiver, sender_->party, destination.format, suffix);
    message.legs.push_back(std::move(leg));
    return true;
}

NewMessage Intake::Job::new_message() const {
    const Envelope& envelope = reading_.envelope;
    NewMessage message;
    message.sender = sender_->id;
    message.message_id = envelope.message_id;
    message.envelope_id = envelope.envelope_id;
    message.transport_id = envelope.transport_id;
    message.correlation_id = correlation_id_;
    message.episode_id = envelope.episode_id;
    message.kind = envelope.kind;
    message.format = to_string(envelope.format);
    message.memo = write_memo({patient_hash_, envelope});
    message.received = submission_.received;
    message.original = body_;
    return message;
}

NewLeg Intake::Job::new_leg(const Partner& receiver, const std::string& kind, const Format& format, Translation translation,
                            const std::string& patient_hash) const {
    NewLeg leg;
    leg.receiver = receiver.id;
    leg.lane = receiver.id + '/' + patient_hash;
    leg.channel = to_string(receiver.endpoint_for(kind).channel);
    leg.kind = kind;
    leg.format = to_string(format);
    leg.content_type = std::move(translation.content_type);
    leg.message_id = std::move(translation.message_id);
    leg.envelope_id = std::move(translation.envelope_id);
    leg.loss_report = to_json(translation.loss);
    leg.payload = std::make_shared<const std::string>(std::move(translation.bytes));
    return leg;
}

void Intake::Job::wrap(NewLeg& leg, const Partner& receiver, const PartyRef& sender, const Format& format,
                       const std::string& suffix) const {
    if (!receiver.endpoint_for(leg.kind).vans_envelope) {
        leg.transport_id.clear();
        return;
    }
    STAFET_ASSERT(!parts_.envelopes.empty(), "an endpoint wants a transport envelope and none is built in");
    WrapRequest request;
    request.transport_id = leg.transport_id;
    request.message_id = uuid_from_name("meta|" + leg.transport_id);
    request.sender_gln = sender.gln;
    request.receiver_gln = receiver.party.gln;
    request.sent = parts_.clock.now();
    request.format = format;
    request.name_suffix = suffix;
    request.letter = *leg.payload;
    leg.payload = std::make_shared<const std::string>(parts_.envelopes.front()->wrap(request));
    leg.content_type = "application/xml";
}

}  // namespace stafet
