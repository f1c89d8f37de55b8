#include "gateway/app/story_text.hpp"

#include "gateway/app/acknowledgement_trail.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <iterator>

namespace stafet::app {

namespace {

using Text = std::back_insert_iterator<std::string>;
constexpr std::size_t causes_shown = 12;

/// "10:15:30.123", with the date in front when it is not the day on which the story began.
std::string when(Instant at, const Story& story) {
    const std::string time = to_iso8601(at);
    const bool same_day = time.substr(0, 10) == to_iso8601(story.received).substr(0, 10);
    return same_day ? time.substr(11, 12) : time.substr(0, 10) + " " + time.substr(11, 12);
}

std::string in_brackets(const std::string& detail) { return detail.empty() ? "" : " (" + detail + ")"; }

/// Losses of one kind for one reason: a person reads causes, a program reads every path (--json).
struct Cause {
    std::string kind, reason, first_path;
    std::size_t count = 0;
};

std::vector<Cause> causes_of(const rapidjson::Value& losses) {
    std::vector<Cause> causes;
    for (const auto& loss : losses.GetArray()) {
        const std::string kind = loss["kind"].GetString(), reason = loss["reason"].GetString();
        auto same =
            std::find_if(causes.begin(), causes.end(), [&](const Cause& cause) { return cause.kind == kind && cause.reason == reason; });
        if (same == causes.end()) same = causes.insert(causes.end(), {kind, reason, loss["path"].GetString(), 0});
        ++same->count;
    }
    std::stable_sort(causes.begin(), causes.end(), [](const Cause& a, const Cause& b) { return a.count > b.count; });
    return causes;
}

void write_losses(Text out, const std::string& report) {
    rapidjson::Document json;
    json.Parse(report.data(), report.size());
    if (json.HasParseError() || !json.IsObject() || !json.HasMember("losses")) return;
    const auto& losses = json["losses"];
    if (losses.Empty()) {
        fmt::format_to(out, "      lost in translation   nothing\n");
        return;
    }
    fmt::format_to(out, "      lost in translation   {} (carried {} of {} values); --json names each\n", losses.Size(),
                   json["carried"].GetUint64(), json["total"].GetUint64());
    const auto causes = causes_of(losses);
    for (std::size_t i = 0; i < std::min(causes.size(), causes_shown); ++i) {
        const auto& cause = causes[i];
        fmt::format_to(out, "        {:>3} {:<12} {}: {}{}\n", cause.count, cause.kind, cause.reason, cause.first_path,
                       cause.count > 1 ? ", ..." : "");
    }
    if (causes.size() > causes_shown) fmt::format_to(out, "        and {} causes more\n", causes.size() - causes_shown);
}

/// What happened to a leg, without the verdicts: those are told by who gave them.
void write_attempts(Text out, const Story& story, const LegStory& leg, int indent) {
    std::uint32_t failed = 0;
    for (const auto& event : story.events) {
        if (event.leg != leg.leg.leg || is_verdict(event)) continue;
        std::string line = event.event + in_brackets(event.detail);
        if (event.event == "attempt-failed") line = fmt::format("attempt {} failed{}", ++failed, in_brackets(event.detail));
        if (event.event == "delivered" && failed > 0) line = fmt::format("delivered at attempt {}", failed + 1);
        if (event.event == "replayed") failed = 0;
        fmt::format_to(out, "{:{}}{}  {}\n", "", indent, when(event.at, story), line);
    }
}

/// "acknowledged", or what else the receiver's answer did.
std::string verdict_of(const Story& acknowledgement, const LegStory& leg, const Story& original) {
    for (const auto& event : original.events) {
        if (event.leg != leg.leg.leg || event.at != acknowledgement.received) continue;
        if (event.event == "acknowledged") return "acknowledged";
        if (event.event == "rejected") return "rejected" + in_brackets(event.detail);
        if (event.event == "verdict-ignored") return "answered again, without effect,";
    }
    return "answered";
}

void write_answer(Text out, const Story& acknowledgement, const LegStory& leg, const Story& original) {
    fmt::format_to(out, "      {}  {} by {} with {}, message {}\n", when(acknowledgement.received, original),
                   verdict_of(acknowledgement, leg, original), acknowledgement.sender, acknowledgement.format, acknowledgement.message_id);
    if (acknowledgement.legs.empty()) fmt::format_to(out, "        passed on to nobody\n");
    for (const auto& passed : acknowledgement.legs) {
        fmt::format_to(out, "        passed on to {} as {}, message {}   [{}]\n", passed.leg.receiver, passed.format, passed.leg.message_id,
                       to_string(passed.leg.state));
        write_attempts(out, acknowledgement, passed, 8);
    }
}

void write_leg(Text out, const LegStory& leg, const Story& story, const std::vector<Story>& stories) {
    fmt::format_to(out, "  -> {}   {} as {}   [{}]\n", leg.leg.receiver, leg.leg.kind, leg.format, to_string(leg.leg.state));
    if (!leg.rule.empty()) fmt::format_to(out, "      rule                  {}\n", leg.rule);
    if (!leg.purpose.empty()) fmt::format_to(out, "      purpose               {}\n", leg.purpose);
    if (!leg.legal_basis.empty()) fmt::format_to(out, "      legal basis           {}\n", leg.legal_basis);
    write_losses(out, leg.loss_report);
    fmt::format_to(out, "      ids                   leg {}, letter {}, envelope {}\n", leg.leg.leg, leg.leg.message_id, leg.envelope_id);
    write_attempts(out, story, leg, 6);
    for (const Story* answer : answers_to(leg, story, stories)) write_answer(out, *answer, leg, story);
}

void write_story(Text out, const Story& story, const std::vector<Story>& stories) {
    fmt::format_to(out, "{} from {}   {} {}\n", story.kind, story.sender, story.refused ? "refused" : "accepted",
                   to_iso8601(story.received));
    fmt::format_to(out, "  message {} as {}, correlation {}\n", story.message_id, story.format, story.correlation_id);
    if (!story.episode_id.empty()) fmt::format_to(out, "  episode {}\n", story.episode_id);
    for (const auto& event : story.events) {
        const bool in_headline = event.event == "accepted" || event.event == "refused";
        if (!event.leg && !in_headline) fmt::format_to(out, "  {}  {}{}\n", when(event.at, story), event.event, in_brackets(event.detail));
    }
    for (const auto& leg : story.legs) write_leg(out, leg, story, stories);
}

}  // namespace

std::string story_text(const std::vector<Story>& stories) {
    std::string text;
    const Text out = std::back_inserter(text);
    for (const auto& story : stories)
        if (story.kind != "acknowledgement" || answers_nothing(story, stories)) write_story(out, story, stories);
    return text;
}

std::string dead_letters_text(const std::vector<LegStory>& legs, const WhatToDo& what_to_do) {
    if (legs.empty()) return "no dead letters\n";
    std::string text;
    const Text out(text);
    for (const auto& leg : legs) {
        fmt::format_to(out, "leg {}  {} to {}  {}  accepted {}  attempts {}  message {}\n", leg.leg.leg, leg.leg.kind, leg.leg.receiver,
                       leg.reason, to_iso8601(leg.leg.accepted_at), leg.leg.attempts, leg.leg.message_id);
        if (const auto known = what_to_do.find(leg.rule); known != what_to_do.end()) fmt::format_to(out, "  {}\n", known->second);
    }
    return text + "stafet trace MESSAGE tells the story; stafet replay LEG sends one again\n";
}

}  // namespace stafet::app
