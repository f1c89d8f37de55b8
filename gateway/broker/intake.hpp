// The accepting half of the broker: a submission in, one answer out; a positive one only when everything is durable.
//
// unwrap -> identify and validate -> who may speak for whom -> route -> translate for every receiver -> one commit -> answer.
// Acknowledgements find the leg that they answer; its verdict and the acknowledgement to the original sender are one commit.
// Duplicates are decided by the store alone: every verdict of ours, refusals included, goes through it, so that the first answer
// stands. Knows no standard, no adapter, no SQL. Work runs on the workers, never on the caller's thread.
#pragma once

#include "gateway/broker/lane_key.hpp"
#include "gateway/broker/loop.hpp"
#include "gateway/broker/outbox.hpp"
#include "gateway/ports/front_door.hpp"
#include "gateway/ports/standard.hpp"
#include "gateway/ports/store.hpp"
#include "gateway/ports/translator.hpp"
#include "gateway/runtime/metrics.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace stafet {

/// Everything outlives the intake.
struct IntakeParts {
    std::vector<const Standard*> standards;
    std::vector<const TransportEnvelope*> envelopes;
    std::vector<const AnswerWriter*> writers;  ///< one per door
    const Router& router;
    const Translator& translator;
    Store& store;
    Outbox& outbox;
    Workers& workers;
    const Clock& clock;
    Metrics& metrics;
    LaneKey lane_key;
};

struct IntakeOptions {
    std::size_t max_in_flight = 1024;  ///< submissions between arrival and answer; beyond it the answer is "try again later"
};

class Intake final : public FrontDoor {
   public:
    Intake(IntakeParts parts, IntakeOptions options);
    ~Intake() override;

    void submit(Submission submission, std::function<void(Answer)> done) override;
    /// A receipt that came in the response to a push, as if its receiver had posted it; never turned away as one too many.
    /// `done(false)`: it could not be stored now. Exactly once, on any thread.
    void submit_receipt(const std::string& receiver, std::string body, std::string content_type, std::function<void(bool)> done);

   private:
    class Job;
    struct Counters;

    const IntakeParts parts_;
    const IntakeOptions options_;
    std::unique_ptr<Counters> counters_;
    std::atomic<std::size_t> in_flight_{0};
};

}  // namespace stafet
