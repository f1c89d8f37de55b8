// The story of a message for people (`stafet trace`) and for programs (`--json`). Shows ids, codes, rules and times; never a payload.
#pragma once

#include "gateway/ports/store_records.hpp"

#include <string>
#include <vector>

namespace stafet::app {

/// Lines as a terminal shows them, one message after the other; times are UTC. An acknowledgement among the stories stands under the leg
/// that it answers, with where it was passed on; one that answers none stands for itself.
std::string story_text(const std::vector<Story>& stories);
/// One JSON object; acknowledgements are messages like the others, tied by `correlationId`.
std::string story_json(const std::vector<Story>& stories);
/// Legs alone, as dead-letters lists them.
std::string legs_json(const std::vector<LegStory>& legs);

}  // namespace stafet::app
