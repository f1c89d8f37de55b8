// The way in: one submission -> identified, validated, routed, translated, durable -> one answer.
//
// A positive answer comes only after the commit. Decides by the ports alone: knows no standard, no transport, no database. The work is done
// by the workers, never by the thread that submits. Bounded: past `max_in_flight` a submission is told to come again.
#pragma once

#include "gateway/broker/acceptance.hpp"
#include "gateway/broker/loop.hpp"
#include "gateway/broker/message_reader.hpp"
#include "gateway/broker/outbox.hpp"
#include "gateway/broker/verdict_intake.hpp"
#include "gateway/ports/front_door.hpp"
#include "gateway/ports/store.hpp"
#include "gateway/runtime/metrics.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace stafet {

/// Everything outlives the intake and what is under way in it.
struct IntakeParts {
    std::vector<const Standard*> standards;
    const TransportEnvelope* envelope = nullptr;
    const Translator& translator;
    const Router& router;
    std::vector<const AnswerWriter*> answers;
    Store& store;
    Outbox& outbox;
    Workers& workers;
    const Clock& clock;
    LaneNames lanes;
    Metrics& metrics;
};

class Intake final : public FrontDoor {
   public:
    explicit Intake(IntakeParts parts, std::size_t max_in_flight = 1024);
    ~Intake() override;

    void submit(Submission submission, std::function<void(Answer)> done) override;
    /// A receipt in the response to a push, as if its receiver had posted it. The outcome is logged and counted.
    void receipt(const std::string& receiver, std::string body, std::string content_type);
    std::size_t in_flight() const { return in_flight_; }

   private:
    struct Task;
    using TaskPtr = std::shared_ptr<Task>;

    void begin(TaskPtr task);
    void work(const TaskPtr& task);
    void take_message(const TaskPtr& task);
    void take_verdict(const TaskPtr& task);
    void commit(const TaskPtr& task);
    void committed(const TaskPtr& task, Result<Accepted> accepted);
    void hand_over(const TaskPtr& task, const Accepted& accepted);
    void refuse(const TaskPtr& task, Issues issues);
    void refuse_for_good(const TaskPtr& task, Issues issues);
    Answer refusal(const Task& task, const Issues& issues) const;
    void finish(const TaskPtr& task, Answer answer);
    const AnswerWriter& words(Door door) const;
    NewMessage new_message(const Task& task, const Partner& sender) const;

    IntakeParts parts_;
    Acceptance acceptance_;
    VerdictIntake verdicts_;
    std::size_t max_in_flight_;
    std::atomic<std::size_t> in_flight_{0};
    Histogram& accept_seconds_;
};

}  // namespace stafet
