#include "gateway/broker/intake.hpp"

#include "gateway/broker/intake_job.hpp"
#include "gateway/runtime/log.hpp"

namespace stafet {

Intake::Counters::Counters(Metrics& registry)
    : metrics(registry),
      received(registry.counter("received_total", "Submissions at the doors")),
      accepted(registry.counter("accepted_total", "Messages accepted: durable, their sender told")),
      duplicate_same_envelope(registry.counter("duplicates_total", "Messages seen before", {{"case", "same-envelope"}})),
      duplicate_new_envelope(registry.counter("duplicates_total", "Messages seen before", {{"case", "new-envelope"}})),
      envelope_reused(registry.counter("duplicates_total", "Messages seen before", {{"case", "envelope-reused"}})),
      acknowledgements_unknown(registry.counter("acknowledgements_unknown_total", "Acknowledgements of nothing that we sent")),
      acknowledgements_ignored(registry.counter("acknowledgements_ignored_total", "Acknowledgements after the verdict had been given")),
      seconds(registry.histogram("accept_seconds", "From submission to answer")) {}

void Intake::Counters::rejected(const Issues& issues) {
    for (const auto& issue : issues) {
        if (issue.severity < Severity::error) continue;
        metrics.counter("rejected_total", "Submissions refused, by the first error's code", {{"code", issue.code}}).add();
        return;
    }
}

Intake::Intake(IntakeParts parts, IntakeOptions options)
    : parts_(std::move(parts)), options_(options), counters_(std::make_unique<Counters>(parts_.metrics)) {}

Intake::~Intake() = default;

void Intake::submit(Submission submission, std::function<void(Answer)> done) {
    counters_->received.add();
    const bool busy = in_flight_.fetch_add(1) >= options_.max_in_flight;
    const auto job = std::make_shared<Job>(*this, std::move(submission), std::move(done));
    if (busy) return job->refuse_busy();
    parts_.workers.run([job] { job->run(); });
}

void Intake::submit_receipt(const std::string& receiver, std::string body, std::string content_type, std::function<void(bool)> done) {
    const Partner* partner = parts_.router.partners().by_id(receiver);
    if (!partner || partner->certificate_sha256.empty()) return done(true);
    Submission submission;
    submission.door = content_type.starts_with("application/fhir") ? Door::fhir : Door::medcom;
    submission.body = std::move(body);
    submission.content_type = std::move(content_type);
    submission.peer_certificate_sha256 = partner->certificate_sha256.front();
    submission.received = parts_.clock.now();
    counters_->received.add();
    ++in_flight_;
    auto answered = [receiver, done = std::move(done)](const Answer& answer) {
        if (answer.status >= 300)
            log::warn("receipt-not-understood", "the response to a delivery is no receipt that could be read or stored",
                      {{"receiver", receiver}, {"status", answer.status}});
        done(answer.status != 503);
    };
    const auto job = std::make_shared<Job>(*this, std::move(submission), std::move(answered));
    parts_.workers.run([job] { job->run(); });
}

}  // namespace stafet
