// The end of intake: one commit, then the answer. Refusals take the same way, so that a duplicate gets the first answer again.
#include "base/assert.hpp"
#include "base/ids.hpp"

#include "gateway/broker/intake_job.hpp"
#include "gateway/runtime/log.hpp"

#include <algorithm>

namespace stafet {

void Intake::Job::commit(NewMessage message, Answer answer) {
    message.answer = {answer.status, answer.content_type, answer.body};
    const auto kept = std::make_shared<NewMessage>(message);  // shares the payloads: the dispatcher's first delivery needs no read
    parts_.store.accept(std::move(message), [self = shared_from_this(), kept, answer = std::move(answer)](
                                                const Result<Accepted>& accepted) { self->committed(kept, answer, accepted); });
}

void Intake::Job::committed(const std::shared_ptr<NewMessage>& message, Answer answer, const Result<Accepted>& accepted) {
    Counters& counters = *intake_.counters_;
    if (!accepted) {
        const bool full = accepted.error().kind == FaultKind::full;
        log::error("not-stored", accepted.error().detail, {{"fault", to_string(accepted.error().kind)}});
        const Issues issues{make_issue(IssueType::transient, full ? "busy" : "store-unavailable",
                                       "The message could not be stored and was not accepted; send the same message again in a moment",
                                       "Meddelelsen kunne ikke gemmes og er ikke modtaget; send den igen om lidt")};
        counters.rejected(issues);
        return this->answer(refusal(issues));
    }
    switch (accepted->outcome) {
        case Accepted::Outcome::stored:
            if (!message->refused) counters.accepted.add();
            hand_over(*message, *accepted);
            return this->answer(std::move(answer));
        case Accepted::Outcome::duplicate:
            (accepted->envelope_known ? counters.duplicate_same_envelope : counters.duplicate_new_envelope).add();
            log::info("duplicate", "known message: the first answer again",
                      {{"sender", message->sender}, {"message_id", message->message_id}, {"correlation_id", accepted->correlation_id}});
            return this->answer({accepted->answer.status, accepted->answer.content_type, accepted->answer.body, {}});
        case Accepted::Outcome::envelope_reused:
            counters.envelope_reused.add();
            return refuse_unstored(
                {make_issue(IssueType::duplicate, "envelope-id-reused",
                            "The envelope id was used for another message; every dispatch needs a new one (MedCom messaging 1.3)",
                            "Kuvert-id er brugt til en anden meddelelse")});
    }
}

/// In the order of the commits: the store calls back in that order.
void Intake::Job::hand_over(const NewMessage& message, const Accepted& accepted) {
    if (message.verdict && accepted.verdict_counted) {
        const std::string state(to_string(message.verdict->state));
        intake_.counters_->metrics
            .counter("acknowledgements_total", "Verdicts of receivers that counted",
                     {{"receiver", acknowledged_receiver_}, {"state", state}})
            .add();
        log::info("leg-" + state, "the receiver gave its verdict",
                  {{"leg", message.verdict->leg}, {"receiver", acknowledged_receiver_}, {"correlation_id", message.correlation_id}});
        parts_.outbox.acknowledged(message.verdict->leg, acknowledged_receiver_, accepted.verdict_on);
    } else if (message.verdict) {
        intake_.counters_->acknowledgements_ignored.add();
        log::info("verdict-ignored", "the leg had its verdict already", {{"leg", message.verdict->leg}, {"sender", message.sender}});
    }
    if (!message.verdict && !message.refused) {
        log::info("accepted", "held, and on its way",
                  {{"sender", message.sender},
                   {"kind", message.kind},
                   {"message_id", message.message_id},
                   {"correlation_id", message.correlation_id},
                   {"legs", accepted.legs.size()}});
    }
    std::vector<LegWithPayload> legs;
    legs.reserve(accepted.legs.size());
    for (std::size_t i = 0; i < accepted.legs.size(); ++i) {
        const NewLeg& from = message.legs[i];
        LegWithPayload one;
        one.leg.leg = accepted.legs[i];
        one.leg.message = accepted.message;
        one.leg.receiver = from.receiver;
        one.leg.lane = from.lane;
        one.leg.channel = from.channel;
        one.leg.kind = from.kind;
        one.leg.content_type = from.content_type;
        one.leg.message_id = from.message_id;
        one.leg.correlation_id = message.correlation_id;
        one.leg.retry = from.retry;
        one.leg.accepted_at = one.leg.queued_at = message.received;
        one.leg.expects_acknowledgement = from.expects_acknowledgement;
        one.payload = from.payload;
        legs.push_back(std::move(one));
    }
    if (!legs.empty()) parts_.outbox.enqueue(std::move(legs));
}

void Intake::Job::refuse_unstored(Issues issues) {
    tell_operator(issues);
    answer(refusal(issues));
}

void Intake::Job::refuse(Issues issues) {
    tell_operator(issues);
    NewMessage message = new_message();
    message.refused = true;
    add_refusal(issues, message);
    commit(std::move(message), refusal(issues));
}

/// One count and one line for every refusal.
void Intake::Job::tell_operator(const Issues& issues) const {
    intake_.counters_->rejected(issues);
    const auto first = std::find_if(issues.begin(), issues.end(), [](const Issue& issue) { return issue.severity >= Severity::error; });
    log::warn("refused", "a message was not accepted; its sender has been told why",
              {{"reason", first == issues.end() ? std::string() : first->code},
               {"partner", sender_ ? sender_->id
                           : peer_ ? peer_->id
                                   : std::string()},
               {"message_id", reading_.envelope.message_id},
               {"correlation_id", correlation_id_},
               {"request_id", submission_.request_id}});
}

/// A letter goes back in the kind of envelope in which the refused one came.
Answer Intake::Job::refusal(const Issues& issues) const {
    Answer answer = writer().refused(submission_, reading_.envelope, issues, parts_.clock.now());
    if (!envelope_ || !answer.letter || envelope_sender_gln_.empty()) return answer;
    WrapRequest request;
    request.transport_id = uuid_from_name("refusal|" + submission_.request_id + '|' + reading_.envelope.transport_id);
    request.message_id = uuid_from_name("meta|" + request.transport_id);
    request.sender_gln = envelope_receiver_gln_;
    request.receiver_gln = envelope_sender_gln_;
    request.sent = parts_.clock.now();
    request.format = *answer.letter;
    request.letter = answer.body;
    answer.body = envelope_->wrap(request);
    return answer;
}

void Intake::Job::answer(Answer answer) {
    intake_.counters_->seconds.observe_seconds(std::chrono::duration<double>(parts_.clock.now() - submission_.received).count());
    intake_.in_flight_.fetch_sub(1);
    const Done done = std::move(done_);
    done_ = nullptr;
    done(std::move(answer));
}

const AnswerWriter& Intake::Job::writer() const {
    const auto found =
        std::find_if(parts_.writers.begin(), parts_.writers.end(), [&](const auto* w) { return w->door() == submission_.door; });
    STAFET_ASSERT(found != parts_.writers.end(), "every door has an answer writer");
    return **found;
}

}  // namespace stafet
