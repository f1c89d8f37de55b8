// `stafet dead-letters`: what could not be delivered, and why; newest first.
#include "gateway/app/commands.hpp"
#include "gateway/app/faults.hpp"
#include "gateway/app/store_location.hpp"
#include "gateway/app/story_text.hpp"

#include <fmt/format.h>

namespace stafet::app {

int dead_letters(const DeadLettersOptions& options) {
    const auto beside = open_store_beside(options.config);
    if (!beside) return report(beside.error());
    const auto legs = beside->store->legs_in(LegState::dead, options.limit);
    if (!legs) return report(legs.error());
    if (options.json) {
        fmt::print("{}\n", legs_json(*legs));
        return good;
    }
    if (legs->empty()) fmt::print("no dead letters\n");
    for (const auto& leg : *legs)
        fmt::print("leg {}  {} to {}  {}  accepted {}  attempts {}  message {}\n", leg.leg.leg, leg.leg.kind, leg.leg.receiver, leg.reason,
                   to_iso8601(leg.leg.accepted_at), leg.leg.attempts, leg.leg.message_id);
    if (!legs->empty()) fmt::print("stafet trace MESSAGE tells the story; stafet replay LEG sends one again\n");
    return good;
}

}  // namespace stafet::app
