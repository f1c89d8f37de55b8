#include "gateway/broker/verdict_intake.hpp"

#include "gateway/broker/memo.hpp"
#include "gateway/runtime/log.hpp"

namespace stafet {

namespace {

using Outcome = AcknowledgedRef::Outcome;

/// The form in which the sender of `original` is answered: the standard that it spoke itself.
Format answer_format(const Envelope& original, Outcome outcome) {
    if (original.format.standard == "fhir" || original.format.standard == "medcom-fhir")
        return {"medcom-fhir", "Acknowledgement", "2.0", original.format.syntax};
    if (outcome == Outcome::ok) return {"oioxml", "XCTL03", "XC0330Q", "xml"};
    return {"oioxml", "XCTL02", "XC0230Q", "xml"};
}

Verdict verdict_of(const AcknowledgedRef& acknowledged, LegKey leg) {
    Verdict verdict;
    verdict.leg = leg;
    verdict.state = acknowledged.outcome == Outcome::ok ? LegState::acknowledged : LegState::rejected;
    verdict.transient = acknowledged.outcome == Outcome::transient_error;
    verdict.detail = acknowledged.outcome == Outcome::ok                ? "ok"
                     : acknowledged.outcome == Outcome::transient_error ? "transient-error"
                                                                        : "fatal-error";
    if (acknowledged.outcome != Outcome::ok && !acknowledged.code.empty()) verdict.detail += ' ' + acknowledged.code;
    return verdict;
}

}  // namespace

Result<std::optional<AcknowledgementTarget>> VerdictIntake::find_target(const AcknowledgedRef& acknowledged, const Partner& peer,
                                                                        const PartyRef& stated) const {
    const auto& partners = router_.partners();
    const Partner* first = partners.find(stated);
    if (first && !partners.speaks_for(peer, *first)) first = nullptr;
    if (first) {
        auto found = store_.find_leg(first->id, acknowledged.message_id, acknowledged.envelope_id);
        if (!found || *found) return found;
    }
    for (const Partner* partner : partners.all()) {
        if (partner == first || !partners.speaks_for(peer, *partner)) continue;
        auto found = store_.find_leg(partner->id, acknowledged.message_id, acknowledged.envelope_id);
        if (!found || *found) return found;
    }
    return std::optional<AcknowledgementTarget>{};
}

Result<VerdictFound> VerdictIntake::complete(NewMessage& message, const Reading& reading, const Partner& peer, Instant now) const {
    const auto target = find_target(*reading.envelope.acknowledges, peer, reading.envelope.sender);
    if (!target) return target.error();
    if (!*target) return VerdictFound{};
    const auto& leg = **target;
    message.correlation_id = leg.correlation_id;
    message.verdict = verdict_of(*reading.envelope.acknowledges, leg.leg);
    // A leg that expects none is an acknowledgement itself: those are never acknowledged (KR2).
    if (leg.expects_acknowledgement) add_answer(message, reading, leg, now);
    return VerdictFound{true, leg.receiver};
}

void VerdictIntake::add_answer(NewMessage& message, const Reading& reading, const AcknowledgementTarget& target, Instant now) const {
    const auto& partners = router_.partners();
    const Partner* original_sender = partners.by_id(target.sender);
    const Partner* acknowledging = partners.by_id(target.receiver);
    if (!original_sender || !acknowledging) {
        log::warn("acknowledgement-not-forwarded", "a partner of the original message is no longer registered",
                  {{"sender", target.sender}, {"receiver", target.receiver}});
        return;
    }
    AcknowledgementRequest request;
    request.original = read_memo(target.memo);
    request.outcome = *reading.envelope.acknowledges;
    request.outcome.message_id = request.original.message_id;
    request.outcome.envelope_id = request.original.envelope_id;
    // A letter that asked for negative receipts only gets no positive one.
    if (!request.original.wants_acknowledgement && request.outcome.outcome == Outcome::ok) return;
    request.sender = acknowledging->party;
    request.receiver = original_sender->party;
    request.target = answer_format(request.original, request.outcome.outcome);
    const std::string name =
        target.sender + '|' + request.original.message_id + '|' + target.receiver + "|acknowledgement|" + message.message_id;
    request.message_id = message_id_for(request.target, name);
    request.envelope_id = envelope_id_for(request.target, name);
    request.now = now;
    const Format format = request.target;
    Dispatch dispatch{acknowledging, original_sender, "acknowledgement", format, translator_.acknowledge(request)};
    if (has_errors(dispatch.translation.issues)) {
        log::error("acknowledgement-not-written", "the original sender cannot be answered in its standard",
                   {{"code", dispatch.translation.issues.front().code}, {"correlation_id", target.correlation_id}});
        return;
    }
    NewLeg leg = acceptance_.make_leg(std::move(dispatch), name, now);
    leg.lane = target.sender + "/acknowledgement/" + target.correlation_id;
    leg.rule = "acknowledgement";
    leg.purpose = "acknowledgement of " + request.original.kind;
    leg.legal_basis = target.legal_basis;
    leg.expects_acknowledgement = false;
    message.legs.push_back(std::move(leg));
}

}  // namespace stafet
