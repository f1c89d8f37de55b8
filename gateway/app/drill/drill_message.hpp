// The messages of the crash drill: small FHIR correspondence Bundles whose ids say lane and number. Synthetic patients only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stafet::app {

/// A lane is one patient; numbers rise within it.
struct DrillId {
    std::uint32_t lane = 0;
    std::uint64_t number = 0;
};

/// MessageHeader.id of a drill message.
std::string drill_message_id(DrillId id);
/// Finds the id in the bytes of a delivered message; nullopt when there is none.
std::optional<DrillId> find_drill_id(std::string_view bytes);
/// The whole Bundle as JSON; `dispatch` makes Bundle.id, which a resend must not repeat.
std::string drill_message(DrillId id, std::uint64_t dispatch);

}  // namespace stafet::app
