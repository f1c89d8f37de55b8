#include "gateway/app/story_text.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <iterator>

namespace stafet::app {

namespace {

using Text = std::back_insert_iterator<std::string>;
constexpr std::size_t losses_shown = 12;

/// "10:15:30.123" of an instant; the date stands in the headline.
std::string time_of_day(Instant at) { return to_iso8601(at).substr(11, 12); }

void write_losses(Text out, const std::string& report) {
    rapidjson::Document json;
    json.Parse(report.data(), report.size());
    if (json.HasParseError() || !json.IsObject() || !json.HasMember("losses")) return;
    const auto& losses = json["losses"];
    if (losses.Empty()) {
        fmt::format_to(out, "      lost in translation   nothing\n");
        return;
    }
    fmt::format_to(out, "      lost in translation   {} (carried {} of {} leaves)\n", losses.Size(), json["carried"].GetUint64(),
                   json["total"].GetUint64());
    std::size_t shown = 0;
    for (const auto& loss : losses.GetArray()) {
        if (shown++ == losses_shown) {
            fmt::format_to(out, "        ... and {} more (--json shows all)\n", losses.Size() - losses_shown);
            break;
        }
        fmt::format_to(out, "        {:<12} {}  {}\n", loss["kind"].GetString(), loss["path"].GetString(), loss["reason"].GetString());
    }
}

void write_leg(Text out, const Story& story, const LegStory& leg) {
    fmt::format_to(out, "  -> {}   {} as {}   [{}]\n", leg.leg.receiver, leg.leg.kind, leg.format, to_string(leg.leg.state));
    if (!leg.rule.empty()) fmt::format_to(out, "      rule                  {}\n", leg.rule);
    if (!leg.purpose.empty()) fmt::format_to(out, "      purpose               {}\n", leg.purpose);
    if (!leg.legal_basis.empty()) fmt::format_to(out, "      legal basis           {}\n", leg.legal_basis);
    write_losses(out, leg.loss_report);
    fmt::format_to(out, "      ids                   leg {}, letter {}, envelope {}\n", leg.leg.leg, leg.leg.message_id, leg.envelope_id);
    for (const auto& event : story.events)
        if (event.leg == leg.leg.leg) fmt::format_to(out, "      {}  {} {}\n", time_of_day(event.at), event.event, event.detail);
}

template <class Writer>
void write_field(Writer& json, const char* key, const std::string& value) {
    json.Key(key);
    json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

template <class Writer>
void write_event(Writer& json, const StoryEvent& event) {
    json.StartObject();
    write_field(json, "at", to_iso8601(event.at));
    if (event.leg) {
        json.Key("leg");
        json.Int64(*event.leg);
    }
    write_field(json, "event", event.event);
    write_field(json, "detail", event.detail);
    json.EndObject();
}

template <class Writer>
void write_leg(Writer& json, const LegStory& leg) {
    json.StartObject();
    json.Key("leg");
    json.Int64(leg.leg.leg);
    write_field(json, "receiver", leg.leg.receiver);
    write_field(json, "kind", leg.leg.kind);
    write_field(json, "format", leg.format);
    write_field(json, "channel", leg.leg.channel);
    write_field(json, "state", std::string(to_string(leg.leg.state)));
    json.Key("attempts");
    json.Uint(leg.leg.attempts);
    write_field(json, "reason", leg.reason);
    write_field(json, "acceptedAt", to_iso8601(leg.leg.accepted_at));
    write_field(json, "rule", leg.rule);
    write_field(json, "purpose", leg.purpose);
    write_field(json, "legalBasis", leg.legal_basis);
    write_field(json, "messageId", leg.leg.message_id);
    write_field(json, "envelopeId", leg.envelope_id);
    write_field(json, "transportId", leg.transport_id);
    json.Key("lossReport");
    const std::string report = leg.loss_report.empty() ? "null" : leg.loss_report;
    json.RawValue(report.data(), report.size(), rapidjson::kObjectType);
    json.EndObject();
}

template <class Writer>
void write_story(Writer& json, const Story& story) {
    json.StartObject();
    write_field(json, "correlationId", story.correlation_id);
    write_field(json, "messageId", story.message_id);
    write_field(json, "envelopeId", story.envelope_id);
    write_field(json, "episodeId", story.episode_id);
    write_field(json, "sender", story.sender);
    write_field(json, "kind", story.kind);
    write_field(json, "format", story.format);
    write_field(json, "received", to_iso8601(story.received));
    json.Key("refused");
    json.Bool(story.refused);
    json.Key("answerStatus");
    json.Int(story.answer_status);
    json.Key("legs");
    json.StartArray();
    for (const auto& leg : story.legs) write_leg(json, leg);
    json.EndArray();
    json.Key("events");
    json.StartArray();
    for (const auto& event : story.events) write_event(json, event);
    json.EndArray();
    json.EndObject();
}

}  // namespace

std::string story_text(const Story& story) {
    std::string text;
    const Text out = std::back_inserter(text);
    fmt::format_to(out, "{} from {}   {} {}\n", story.kind, story.sender, story.refused ? "refused" : "accepted",
                   to_iso8601(story.received));
    fmt::format_to(out, "  message {} as {}, correlation {}\n", story.message_id, story.format, story.correlation_id);
    if (!story.episode_id.empty()) fmt::format_to(out, "  episode {}\n", story.episode_id);
    for (const auto& event : story.events)
        if (!event.leg) fmt::format_to(out, "  {}  {} {}\n", time_of_day(event.at), event.event, event.detail);
    for (const auto& leg : story.legs) write_leg(out, story, leg);
    return text;
}

std::string story_json(const std::vector<Story>& stories) {
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> json(buffer);
    json.SetIndent(' ', 2);
    json.StartObject();
    json.Key("messages");
    json.StartArray();
    for (const auto& story : stories) write_story(json, story);
    json.EndArray();
    json.EndObject();
    return buffer.GetString();
}

std::string legs_json(const std::vector<LegStory>& legs) {
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> json(buffer);
    json.SetIndent(' ', 2);
    json.StartObject();
    json.Key("legs");
    json.StartArray();
    for (const auto& leg : legs) write_leg(json, leg);
    json.EndArray();
    json.EndObject();
    return buffer.GetString();
}

}  // namespace stafet::app
