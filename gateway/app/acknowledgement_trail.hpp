// Which acknowledgement in a set of stories answered which leg. The store ties them by correlation id, sender and the instant of the
// verdict; it keeps no link of its own.
#pragma once

#include "base/fault.hpp"
#include "gateway/ports/store.hpp"

#include <string>
#include <vector>

namespace stafet::app {

/// Every message that has this id anywhere, and every message correlated with one of those; in the order of acceptance, each once.
Result<std::vector<Story>> correlated_stories(Store& store, const std::string& any_id);

/// True for the events that an acknowledgement causes.
bool is_verdict(const StoryEvent& event);

/// The acknowledgements that gave `leg` a verdict, oldest first. `original` is the story that the leg belongs to.
std::vector<const Story*> answers_to(const LegStory& leg, const Story& original, const std::vector<Story>& stories);

/// True when `acknowledgement` answers no leg of any of the stories.
bool answers_nothing(const Story& acknowledgement, const std::vector<Story>& stories);

}  // namespace stafet::app
