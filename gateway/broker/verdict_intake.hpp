// From an acknowledgement or receipt to what the store takes: the verdict on a leg, and the acknowledgement of the original message in that
// message's own standard, in one transaction. Reads the store: on a worker.
#pragma once

#include "gateway/broker/acceptance.hpp"
#include "gateway/ports/store.hpp"

#include <vector>

namespace stafet {

struct VerdictFound {
    bool matched = false;  ///< false: it acknowledges nothing that was sent to this partner
    std::string receiver;  ///< partner of the acknowledged leg
};

class VerdictIntake {
   public:
    VerdictIntake(const Translator& translator, const Router& router, Store& store, const Acceptance& acceptance)
        : translator_(translator), router_(router), store_(store), acceptance_(acceptance) {}

    /// Completes `message` (verdict, correlation, leg to the original sender). The leg is looked for among those to the partners that
    /// `peer` speaks for, by the ids of the acknowledged message: what a receipt says of its own sender differs between systems.
    Result<VerdictFound> complete(NewMessage& message, const Reading& reading, const Partner& peer, Instant now) const;

   private:
    Result<std::optional<AcknowledgementTarget>> find_target(const AcknowledgedRef& acknowledged, const Partner& peer,
                                                             const PartyRef& stated) const;
    void add_answer(NewMessage& message, const Reading& reading, const AcknowledgementTarget& target, Instant now) const;

    const Translator& translator_;
    const Router& router_;
    Store& store_;
    const Acceptance& acceptance_;
};

}  // namespace stafet
