#include "gateway/broker/intake.hpp"

#include "base/assert.hpp"
#include "gateway/broker/memo.hpp"
#include "gateway/runtime/log.hpp"

#include <optional>

namespace stafet {

/// One submission on its way.
struct Intake::Task {
    Submission submission;
    std::function<void(Answer)> done;
    const Partner* peer = nullptr;
    std::shared_ptr<const std::string> original;
    MessageRead read;
    std::vector<Destination> destinations;
    std::optional<NewMessage> message;  ///< what is committed; legs stay here for the hand-over
    std::string acknowledged_receiver;
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();

    const Envelope& envelope() const { return read.reading.envelope; }
};

namespace {

Issue issue_of(IssueType type, std::string code, std::string text, std::string text_da) {
    Issue issue;
    issue.type = type;
    issue.code = std::move(code);
    issue.text = std::move(text);
    issue.text_da = std::move(text_da);
    return issue;
}

Issues warnings_of(const Issues& issues) {
    Issues warnings;
    for (const auto& issue : issues)
        if (issue.severity < Severity::error) warnings.push_back(issue);
    return warnings;
}

Issue fault_issue(const Fault& fault) {
    if (fault.kind == FaultKind::full || fault.kind == FaultKind::unavailable || fault.kind == FaultKind::timeout ||
        fault.kind == FaultKind::cancelled)
        return issue_of(IssueType::transient, "try-again-later", "the message could not be stored now; nothing was kept, send it again",
                        "meddelelsen kunne ikke gemmes nu; intet er gemt, send den igen");
    return issue_of(IssueType::processing, "internal-error", "the gateway failed; nothing was kept", "gatewayen fejlede; intet er gemt");
}

}  // namespace

Intake::Intake(IntakeParts parts, std::size_t max_in_flight)
    : parts_(std::move(parts)),
      acceptance_(parts_.translator, parts_.envelope, parts_.lanes),
      verdicts_(parts_.translator, parts_.router, parts_.store, acceptance_),
      max_in_flight_(max_in_flight),
      accept_seconds_(parts_.metrics.histogram("accept_seconds", "Time from submission to its answer")) {}

Intake::~Intake() = default;

const AnswerWriter& Intake::words(Door door) const {
    for (const auto* writer : parts_.answers)
        if (writer->door() == door) return *writer;
    STAFET_ASSERT(false, "a door has no answer writer");
    std::abort();
}

void Intake::submit(Submission submission, std::function<void(Answer)> done) {
    auto task = std::make_shared<Task>();
    task->submission = std::move(submission);
    task->done = std::move(done);
    parts_.metrics
        .counter("messages_received_total", "Submissions that arrived", {{"door", task->submission.door == Door::fhir ? "fhir" : "medcom"}})
        .add();
    ++in_flight_;
    if (in_flight_ > max_in_flight_)
        return refuse(task, {issue_of(IssueType::transient, "busy", "too many messages are under way; try again shortly",
                                      "for mange meddelelser er undervejs; prøv igen om lidt")});
    task->peer = parts_.router.partners().by_certificate(task->submission.peer_certificate_sha256);
    if (!task->peer)
        return refuse(task,
                      {issue_of(IssueType::forbidden, "certificate-unknown", "the client certificate belongs to no registered partner",
                                "klientcertifikatet tilhører ingen registreret partner")});
    begin(std::move(task));
}

void Intake::receipt(const std::string& receiver, std::string body, std::string content_type) {
    const Partner* peer = parts_.router.partners().by_id(receiver);
    if (!peer) return;
    auto task = std::make_shared<Task>();
    task->peer = peer;
    task->submission.door = content_type.find("fhir") == std::string::npos ? Door::medcom : Door::fhir;
    task->submission.body = std::move(body);
    task->submission.content_type = std::move(content_type);
    task->submission.received = parts_.clock.now();
    task->done = [receiver](Answer answer) {
        if (answer.status >= 400)
            log::warn("receipt-refused", "the answer to a push was no receipt that could be used",
                      {{"receiver", receiver}, {"status", answer.status}});
    };
    ++in_flight_;
    begin(std::move(task));
}

void Intake::begin(TaskPtr task) {
    parts_.workers.run([this, task = std::move(task)] { work(task); });
}

void Intake::work(const TaskPtr& task) {
    task->original = std::make_shared<const std::string>(std::move(task->submission.body));
    task->read = read_message(*task->original, parts_.standards, parts_.envelope);
    if (task->envelope().acknowledges) return take_verdict(task);
    take_message(task);
}

NewMessage Intake::new_message(const Task& task, const Partner& sender) const {
    const auto& envelope = task.envelope();
    NewMessage message;
    message.sender = sender.id;
    message.message_id = envelope.message_id;
    message.envelope_id = envelope.envelope_id;
    message.transport_id = envelope.transport_id;
    message.correlation_id = correlation_of(sender.id, envelope.message_id);
    message.episode_id = envelope.episode_id;
    message.kind = envelope.kind;
    message.format = to_string(envelope.format);
    message.memo = write_memo(envelope);
    message.received = task.submission.received;
    message.original = task.original;
    return message;
}

void Intake::take_message(const TaskPtr& task) {
    const auto& reading = task->read.reading;
    const auto& envelope = reading.envelope;
    // Who sent it cannot be said: nothing to remember it by, so the findings are the whole answer.
    if (envelope.message_id.empty() || envelope.sender.empty()) {
        auto issues = reading.issues;
        if (!has_errors(issues))
            issues.push_back(issue_of(IssueType::required, "sender-or-id-missing", "the message names no sender or has no id",
                                      "meddelelsen har ingen afsender eller intet id"));
        return refuse(task, std::move(issues));
    }
    const auto& partners = parts_.router.partners();
    const Partner* sender = partners.find(envelope.sender);
    if (!sender || !partners.speaks_for(*task->peer, *sender))
        return refuse(task,
                      {issue_of(IssueType::forbidden, "certificate-not-sender",
                                "the client certificate of " + task->peer->id + " may not speak for the sender named in the message",
                                "klientcertifikatet for " + task->peer->id + " må ikke tale for den afsender, som meddelelsen nævner")});
    task->message = new_message(*task, *sender);
    if (has_errors(reading.issues)) return refuse_for_good(task, reading.issues);
    auto routing = parts_.router.route(envelope, parts_.clock.now(), false);
    if (has_errors(routing.issues)) return refuse(task, std::move(routing.issues));
    const auto now = parts_.clock.now();
    auto errors = acceptance_.add_legs(*task->message, reading, *sender, routing.destinations, now);
    if (!errors.empty()) return refuse(task, std::move(errors));
    task->destinations = std::move(routing.destinations);
    auto warnings = warnings_of(reading.issues);
    const auto answer =
        words(task->submission.door).accepted(task->submission, envelope, task->message->correlation_id, task->destinations, warnings, now);
    task->message->answer = {answer.status, answer.content_type, answer.body};
    commit(task);
}

void Intake::take_verdict(const TaskPtr& task) {
    const auto& reading = task->read.reading;
    if (has_errors(reading.issues) || reading.envelope.message_id.empty()) return refuse(task, reading.issues);
    const Partner* stated = parts_.router.partners().find(reading.envelope.sender);
    const Partner& sender = stated && parts_.router.partners().speaks_for(*task->peer, *stated) ? *stated : *task->peer;
    task->message = new_message(*task, sender);
    const auto now = parts_.clock.now();
    const auto found = verdicts_.complete(*task->message, reading, *task->peer, now);
    if (!found) return refuse(task, {fault_issue(found.error())});
    if (!found->matched) {
        log::warn("acknowledgement-unmatched", "an acknowledgement names nothing that was sent to its partner",
                  {{"partner", task->peer->id}, {"message_id", reading.envelope.message_id}});
        parts_.metrics
            .counter("acknowledgements_unmatched_total", "Acknowledgements of nothing that was sent", {{"partner", task->peer->id}})
            .add();
    }
    task->acknowledged_receiver = found->receiver;
    const auto answer =
        words(task->submission.door).accepted(task->submission, reading.envelope, task->message->correlation_id, {}, {}, now);
    task->message->answer = {answer.status, answer.content_type, answer.body};
    commit(task);
}

void Intake::commit(const TaskPtr& task) {
    parts_.store.accept(*task->message, [this, task](Result<Accepted> accepted) { committed(task, std::move(accepted)); });
}

void Intake::committed(const TaskPtr& task, Result<Accepted> accepted) {
    if (!accepted) {
        log::error("store-failed", "a message could not be stored",
                   {{"fault", to_string(accepted.error().kind)}, {"sender", task->message->sender}});
        return refuse(task, {fault_issue(accepted.error())});
    }
    switch (accepted->outcome) {
        case Accepted::Outcome::envelope_reused:
            parts_.metrics.counter("duplicates_total", "Messages seen before", {{"case", "envelope-reused"}}).add();
            return refuse(task, {issue_of(IssueType::duplicate, "envelope-id-reused",
                                          "the envelope id was used before with another message; a new dispatch needs a new envelope id",
                                          "kuvertens id er brugt før med en anden meddelelse; en ny afsendelse skal have et nyt id")});
        case Accepted::Outcome::duplicate:
            parts_.metrics
                .counter("duplicates_total", "Messages seen before", {{"case", accepted->envelope_known ? "resent" : "resubmitted"}})
                .add();
            log::info("duplicate", "answered as the first time",
                      {{"sender", task->message->sender},
                       {"message_id", task->message->message_id},
                       {"correlation_id", accepted->correlation_id}});
            break;
        case Accepted::Outcome::stored: hand_over(task, *accepted); break;
    }
    Answer answer{accepted->answer.status, accepted->answer.content_type, accepted->answer.body, {}};
    if (answer.status < 400) answer.headers.emplace_back("X-Correlation-Id", accepted->correlation_id);
    finish(task, std::move(answer));
}

void Intake::hand_over(const TaskPtr& task, const Accepted& accepted) {
    auto& message = *task->message;
    if (message.refused) return;
    if (message.verdict) {
        log::info("acknowledged", "a leg has its verdict",
                  {{"receiver", task->acknowledged_receiver},
                   {"leg", message.verdict->leg},
                   {"state", to_string(message.verdict->state)},
                   {"counted", accepted.verdict_counted ? "yes" : "no"},
                   {"correlation_id", message.correlation_id}});
        parts_.metrics
            .counter("acknowledgements_total", "Verdicts of receivers",
                     {{"receiver", task->acknowledged_receiver}, {"state", std::string(to_string(message.verdict->state))}})
            .add();
        parts_.outbox.acknowledged(task->acknowledged_receiver);
    } else {
        log::info("accepted", "held",
                  {{"sender", message.sender},
                   {"kind", message.kind},
                   {"message_id", message.message_id},
                   {"correlation_id", message.correlation_id},
                   {"legs", message.legs.size()}});
        parts_.metrics.counter("messages_accepted_total", "Messages that were stored", {{"kind", message.kind}}).add();
    }
    std::vector<LegWithPayload> legs;
    for (std::size_t i = 0; i < accepted.legs.size(); ++i) {
        auto& leg = message.legs[i];
        LegWithPayload fresh;
        fresh.leg.leg = accepted.legs[i];
        fresh.leg.message = accepted.message;
        fresh.leg.receiver = leg.receiver;
        fresh.leg.lane = leg.lane;
        fresh.leg.channel = leg.channel;
        fresh.leg.kind = leg.kind;
        fresh.leg.content_type = leg.content_type;
        fresh.leg.message_id = leg.message_id;
        fresh.leg.correlation_id = message.correlation_id;
        fresh.leg.retry = leg.retry;
        fresh.leg.accepted_at = fresh.leg.queued_at = fresh.leg.next_attempt = message.received;
        fresh.leg.expects_acknowledgement = leg.expects_acknowledgement;
        fresh.payload = leg.payload;
        legs.push_back(std::move(fresh));
    }
    if (!legs.empty()) parts_.outbox.enqueue(std::move(legs));
}

Answer Intake::refusal(const Task& task, const Issues& issues) const {
    auto answer = words(task.submission.door).refused(task.submission, task.envelope(), issues, parts_.clock.now());
    // A letter that came in an envelope is answered by a letter in an envelope.
    const bool receipt =
        task.read.envelope && parts_.envelope && answer.content_type.starts_with("application/xml") && task.submission.door == Door::medcom;
    if (!receipt) return answer;
    const std::string name = "refusal|" + task.envelope().transport_id + '|' + task.envelope().message_id;
    WrapRequest wrap;
    wrap.transport_id = envelope_id_for({"fhir", "", "", ""}, name);
    wrap.message_id = message_id_for({"fhir", "", "", ""}, name);
    wrap.sender_gln = task.read.envelope->receiver_gln;
    wrap.receiver_gln = task.read.envelope->sender_gln;
    wrap.sent = parts_.clock.now();
    wrap.format = {"oioxml", "XCTL02", "XC0230Q", "xml"};
    wrap.letter = answer.body;
    answer.body = parts_.envelope->wrap(wrap);
    return answer;
}

void Intake::refuse(const TaskPtr& task, Issues issues) {
    for (const auto& issue : issues)
        if (issue.severity >= Severity::error)
            parts_.metrics.counter("messages_rejected_total", "Submissions that were refused", {{"code", issue.code}}).add();
    const auto& first = issues.empty() ? Issue{} : issues.front();
    log::warn("refused", "answered with an error",
              {{"partner", task->peer ? task->peer->id : std::string("unknown")},
               {"code", first.code},
               {"path", first.path},
               {"message_id", task->envelope().message_id},
               {"request_id", task->submission.request_id}});
    finish(task, refusal(*task, issues));
}

/// What is wrong with the content stays wrong under these ids: the answer is kept, so that a duplicate gets the same.
void Intake::refuse_for_good(const TaskPtr& task, Issues issues) {
    for (const auto& issue : issues)
        if (issue.severity >= Severity::error)
            parts_.metrics.counter("messages_rejected_total", "Submissions that were refused", {{"code", issue.code}}).add();
    log::warn("refused", "answered with an error, kept",
              {{"partner", task->peer->id},
               {"code", issues.front().code},
               {"path", issues.front().path},
               {"message_id", task->envelope().message_id},
               {"request_id", task->submission.request_id}});
    const auto answer = refusal(*task, issues);
    task->message->refused = true;
    task->message->answer = {answer.status, answer.content_type, answer.body};
    commit(task);
}

void Intake::finish(const TaskPtr& task, Answer answer) {
    accept_seconds_.observe_seconds(std::chrono::duration<double>(std::chrono::steady_clock::now() - task->began).count());
    --in_flight_;
    task->done(std::move(answer));
}

}  // namespace stafet
