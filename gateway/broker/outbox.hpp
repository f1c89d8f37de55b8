// What intake tells the dispatcher, always after the commit and in the order of the commits. Thread-safe.
#pragma once

#include "gateway/ports/store_records.hpp"

#include <string>
#include <vector>

namespace stafet {

class Outbox {
   public:
    virtual ~Outbox() = default;
    /// New legs that are durable; their payloads save the dispatcher a read when it has room to keep them.
    virtual void enqueue(std::vector<LegWithPayload> legs) = 0;
    /// A verdict on a leg is durable; `found` is the state that it found the leg in. Ends a hold: who acknowledges has fetched.
    virtual void acknowledged(LegKey leg, const std::string& receiver, LegState found) = 0;
};

}  // namespace stafet
