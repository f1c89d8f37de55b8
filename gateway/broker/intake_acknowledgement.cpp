// An acknowledgement or receipt: finds the leg that it answers, and passes the verdict on to whoever sent the original, in the form
// that they read. Unknown ones and those after the verdict are logged, counted, and answered positively (MedCom messaging 1.3).
#include "gateway/broker/intake_job.hpp"
#include "gateway/runtime/log.hpp"

#include <algorithm>

namespace stafet {

namespace {

using Outcome = AcknowledgedRef::Outcome;

/// The form in which `partner` reads acknowledgements. A receipt of letters has no room for the id of a FHIR message, so who sends one gets
/// MedCom's FHIR Acknowledgement for it whatever they read otherwise.
Format acknowledgement_format(const Partner& partner, const Format& original, Outcome outcome) {
    const bool receipt = partner.acknowledgements == "oioxml" && original.standard == "oioxml";
    Format format{"medcom-fhir", "Acknowledgement", "2.0", original.syntax.empty() ? "json" : original.syntax};
    if (receipt) {
        const bool ok = outcome == Outcome::ok;
        format = {"oioxml", ok ? "XCTL03" : "XCTL02", ok ? "XC0330Q" : "XC0230Q", "xml"};
    }
    for (const auto& capability : partner.receives) {
        const bool same = capability.format.standard == format.standard && capability.format.type == format.type;
        if (capability.kind == "acknowledgement" && same) return capability.format;
    }
    return format;
}

}  // namespace

void Intake::Job::process_acknowledgement() {
    NewMessage message = new_message();
    const AcknowledgedRef& said = *reading_.envelope.acknowledges;
    Issues trouble;
    const auto target = find_target(trouble);
    if (has_errors(trouble)) return refuse_unstored(std::move(trouble));
    if (target) {
        message.verdict = Verdict{target->leg, said.outcome == Outcome::ok ? LegState::acknowledged : LegState::rejected,
                                  said.outcome == Outcome::transient_error, said.code};
        message.correlation_id = target->correlation_id;
        acknowledged_receiver_ = target->receiver;
        add_acknowledgement_leg(*target, message);
    } else {
        intake_.counters_->acknowledgements_unknown.add();
        log::warn("acknowledgement-unknown", "acknowledges nothing that was sent to this partner",
                  {{"partner", sender_->id}, {"message_id", reading_.envelope.message_id}});
    }
    Answer positive = writer().accepted(submission_, reading_.envelope, message.correlation_id, {}, reading_.issues, parts_.clock.now());
    commit(std::move(message), std::move(positive));
}

/// The partner itself, or a unit of its or above it: municipalities receive in one unit and acknowledge from another.
std::optional<AcknowledgementTarget> Intake::Job::find_target(Issues& trouble) const {
    const AcknowledgedRef& said = *reading_.envelope.acknowledges;
    const Partners& partners = parts_.router.partners();
    std::vector<const Partner*> candidates{sender_};
    for (const Partner* other : partners.all())
        if (other != sender_ && (partners.speaks_for(*sender_, *other) || partners.speaks_for(*other, *sender_)))
            candidates.push_back(other);
    for (const Partner* candidate : candidates) {
        auto found = parts_.store.find_leg(candidate->id, said.message_id, said.envelope_id);
        if (!found) {
            trouble.push_back(make_issue(IssueType::transient, "store-unavailable",
                                         "The acknowledgement could not be stored; send it again in a moment",
                                         "Kvitteringen kunne ikke gemmes; send den igen om lidt"));
            return std::nullopt;
        }
        if (*found) return *found;
    }
    return std::nullopt;
}

void Intake::Job::add_acknowledgement_leg(const AcknowledgementTarget& target, NewMessage& message) {
    const auto memo = read_memo(target.memo);
    const Partner* original_sender = parts_.router.partners().by_id(target.sender);
    const Partner* receiver_of_leg = parts_.router.partners().by_id(target.receiver);
    if (!memo || !original_sender || !receiver_of_leg || !memo->envelope.wants_acknowledgement || original_sender->acknowledgements.empty())
        return;
    const Format format = acknowledgement_format(*original_sender, memo->envelope.format, reading_.envelope.acknowledges->outcome);
    AcknowledgementRequest request;
    request.original = memo->envelope;
    request.outcome = *reading_.envelope.acknowledges;
    request.target = format;
    const MintedIds ids =
        mint_ids(format, sender_->id, reading_.envelope.message_id, original_sender->id, "acknowledgement", submission_.received);
    const bool added = add_acknowledgement(std::move(request), *receiver_of_leg, *original_sender, ids, memo->patient_hash, message);
    if (added) message.legs.back().legal_basis = target.legal_basis;
}

/// The sender of a MedCom message waits for its Acknowledgement, whatever the door has answered: a refusal is fatal-error, with the
/// findings (KR6). Its receiver gives it; where that is nobody whom we know, the door's answer is all there is.
void Intake::Job::add_refusal(const Issues& issues, NewMessage& message) const {
    const Envelope& original = reading_.envelope;
    const Partner* receiver = original.receivers.empty() ? nullptr : parts_.router.partners().find(original.receivers.front());
    if (original.format.standard != "medcom-fhir" || !original.wants_acknowledgement || !receiver || sender_->acknowledgements.empty())
        return;
    AcknowledgementRequest request;
    request.original = original;
    request.outcome.outcome = Outcome::fatal_error;
    request.issues = issues;
    request.target = acknowledgement_format(*sender_, original.format, Outcome::fatal_error);
    const MintedIds ids = mint_ids(request.target, receiver->id, original.message_id, sender_->id, "refusal", submission_.received);
    if (add_acknowledgement(std::move(request), *receiver, *sender_, ids, patient_hash_, message))
        message.legs.back().legal_basis = "answer to the sender's own message";
}

/// Writes what `from` says to `to`, and adds its leg; false when it cannot be written.
bool Intake::Job::add_acknowledgement(AcknowledgementRequest request, const Partner& from, const Partner& to, const MintedIds& ids,
                                      const std::string& patient_hash, NewMessage& message) const {
    request.sender = from.party;
    request.receiver = to.party;
    request.message_id = ids.message_id;
    request.envelope_id = ids.envelope_id;
    request.now = parts_.clock.now();
    Translation translation = parts_.translator.acknowledge(request);
    if (has_errors(translation.issues)) {
        // The verdict still counts; the sender sees silence and the operator this line.
        log::error("acknowledgement-not-written", "the acknowledgement cannot be written in the original sender's form",
                   {{"sender", to.id}, {"issue", translation.issues.front().code}, {"correlation_id", message.correlation_id}});
        return false;
    }
    const std::string suffix = translation.name_suffix;
    NewLeg leg = new_leg(to, "acknowledgement", request.target, std::move(translation), patient_hash);
    leg.transport_id = ids.transport_id;
    leg.rule = "acknowledgement";
    leg.purpose = "acknowledgement";
    leg.retry.acknowledgement_due = std::chrono::milliseconds{0};
    leg.expects_acknowledgement = false;
    wrap(leg, to, from.party, request.target, suffix);
    message.legs.push_back(std::move(leg));
    return true;
}

}  // namespace stafet
