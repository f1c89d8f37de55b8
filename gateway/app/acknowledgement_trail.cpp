#include "gateway/app/acknowledgement_trail.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace stafet::app {

namespace {

/// The store gives a verdict the instant at which its acknowledgement was received.
bool at_verdict(const Story& acknowledgement, const LegStory& leg, const Story& original) {
    return std::any_of(original.events.begin(), original.events.end(), [&](const StoryEvent& event) {
        return event.leg == leg.leg.leg && is_verdict(event) && event.at == acknowledgement.received;
    });
}

/// A municipality may acknowledge from another unit than the one that received; then the instant alone decides.
bool answers(const Story& acknowledgement, const LegStory& leg, const Story& original) {
    if (acknowledgement.kind != "acknowledgement" || acknowledgement.refused) return false;
    if (acknowledgement.correlation_id != original.correlation_id || !at_verdict(acknowledgement, leg, original)) return false;
    return acknowledgement.sender == leg.leg.receiver ||
           std::none_of(original.legs.begin(), original.legs.end(),
                        [&](const LegStory& other) { return other.leg.receiver == acknowledgement.sender; });
}

}  // namespace

bool is_verdict(const StoryEvent& event) {
    return event.event == "acknowledged" || event.event == "rejected" || event.event == "verdict-ignored";
}

Result<std::vector<Story>> correlated_stories(Store& store, const std::string& any_id) {
    auto found = store.trace(any_id);
    if (!found) return found.error();
    std::set<std::string> correlations;
    std::map<MessageKey, Story> stories;
    for (auto& story : *found) {
        correlations.insert(story.correlation_id);
        stories.emplace(story.message, std::move(story));
    }
    for (const auto& correlation : correlations) {
        auto related = store.trace(correlation);
        if (!related) return related.error();
        for (auto& story : *related) stories.emplace(story.message, std::move(story));
    }
    std::vector<Story> ordered;
    for (auto& [key, story] : stories) ordered.push_back(std::move(story));
    return ordered;
}

std::vector<const Story*> answers_to(const LegStory& leg, const Story& original, const std::vector<Story>& stories) {
    std::vector<const Story*> found;
    for (const auto& story : stories)
        if (answers(story, leg, original)) found.push_back(&story);
    return found;
}

bool answers_nothing(const Story& acknowledgement, const std::vector<Story>& stories) {
    return std::none_of(stories.begin(), stories.end(), [&](const Story& original) {
        return std::any_of(original.legs.begin(), original.legs.end(),
                           [&](const LegStory& leg) { return answers(acknowledgement, leg, original); });
    });
}

}  // namespace stafet::app
