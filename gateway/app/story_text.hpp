// The story of a message for people (`stafet trace`) and for programs (`--json`). Shows ids, codes, rules and times; never a payload.
#pragma once

#include "gateway/ports/store_records.hpp"

#include <string>
#include <vector>

namespace stafet::app {

/// Lines as a terminal shows them, one message after the other; times are UTC.
std::string story_text(const Story& story);
/// One JSON object.
std::string story_json(const std::vector<Story>& stories);
/// Legs alone, as dead-letters lists them.
std::string legs_json(const std::vector<LegStory>& legs);

}  // namespace stafet::app
