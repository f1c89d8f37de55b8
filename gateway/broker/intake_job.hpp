// One submission on its way through intake. Lives until its answer is given.
#pragma once

#include "gateway/broker/intake.hpp"
#include "gateway/broker/memo.hpp"

#include <map>
#include <mutex>

namespace stafet {

struct Intake::Counters {
    explicit Counters(Metrics& registry);
    Metrics& metrics;
    Counter& received;
    Counter& accepted;
    Counter& duplicate_same_envelope;
    Counter& duplicate_new_envelope;
    Counter& envelope_reused;
    Counter& acknowledgements_unknown;
    Counter& acknowledgements_ignored;
    Histogram& seconds;
    void rejected(const Issues& issues);
};

/// Ids that are minted from what they stand for and when it came: unique per message, receiver and kind, and rising with time, so that
/// the store's indexes grow at their end. A duplicate mints none: the store answers it.
struct MintedIds {
    std::string message_id;
    std::string envelope_id;
    std::string transport_id;
};

class Intake::Job : public std::enable_shared_from_this<Job> {
   public:
    using Done = std::function<void(Answer)>;
    Job(Intake& intake, Submission submission, Done done);

    /// On a worker.
    void run();
    /// At once, on the caller's thread: too much is under way.
    void refuse_busy();

   private:
    void process();
    bool unwrap(std::string& letter);
    bool read(std::string letter);
    void read_ids();
    bool identify_sender();
    void weigh_profile_findings();
    void process_message();
    bool translate(const Destination& destination, NewMessage& message);
    void process_acknowledgement();
    std::optional<AcknowledgementTarget> find_target(Issues& trouble) const;
    void add_acknowledgement_leg(const AcknowledgementTarget& target, NewMessage& message);
    void add_refusal(const Issues& issues, NewMessage& message) const;
    bool add_acknowledgement(AcknowledgementRequest request, const Partner& from, const Partner& to, const MintedIds& ids,
                             const std::string& patient_hash, NewMessage& message) const;

    NewMessage new_message() const;
    NewLeg new_leg(const Partner& receiver, const std::string& kind, const Format& format, Translation translation,
                   const std::string& patient_hash) const;
    void wrap(NewLeg& leg, const Partner& receiver, const PartyRef& sender, const Format& format, const std::string& suffix) const;
    void commit(NewMessage message, Answer answer);
    void committed(const std::shared_ptr<NewMessage>& message, Answer answer, const Result<Accepted>& accepted);
    void hand_over(const NewMessage& message, const Accepted& accepted);

    /// A refusal that says nothing of the message itself, or whose sender is not proven: not stored, so that it holds no id.
    void refuse_unstored(Issues issues);
    void refuse(Issues issues);
    void tell_operator(const Issues& issues) const;
    Answer refusal(const Issues& issues) const;
    void answer(Answer answer);
    const AnswerWriter& writer() const;

    Intake& intake_;
    const IntakeParts& parts_;
    Submission submission_;
    Done done_;
    std::shared_ptr<const std::string> body_;
    const TransportEnvelope* envelope_ = nullptr;  ///< in which the submission came; null: none
    std::string envelope_sender_gln_, envelope_receiver_gln_;
    Reading reading_;
    const Partner* peer_ = nullptr;
    const Partner* sender_ = nullptr;
    std::string correlation_id_;
    std::string patient_hash_;
    std::string acknowledged_receiver_;  ///< partner of the leg that this message acknowledges
};

/// See MintedIds.
MintedIds mint_ids(const Format& format, const std::string& sender, const std::string& message_id, const std::string& receiver,
                   const std::string& kind, Instant at);

Issue make_issue(IssueType type, std::string code, std::string text, std::string text_da);

}  // namespace stafet
