// The story of a message for people (`stafet trace`) and for programs (`--json`). Shows ids, codes, rules and times; never a payload.
#pragma once

#include "gateway/ports/store_records.hpp"

#include <map>
#include <string>
#include <vector>

namespace stafet::app {

/// Lines as a terminal shows them, one message after the other; times are UTC. An acknowledgement among the stories stands under the leg
/// that it answers, with where it was passed on; one that answers none stands for itself.
std::string story_text(const std::vector<Story>& stories);
/// One JSON object; acknowledgements are messages like the others, tied by `correlationId`.
std::string story_json(const std::vector<Story>& stories);

/// By rule: what a person does when its message cannot be delivered (`dead-letter` of the route).
using WhatToDo = std::map<std::string, std::string, std::less<>>;
/// Legs that were given up, with their reason and what a person does now.
std::string dead_letters_text(const std::vector<LegStory>& legs, const WhatToDo& what_to_do);
std::string dead_letters_json(const std::vector<LegStory>& legs, const WhatToDo& what_to_do);

}  // namespace stafet::app
