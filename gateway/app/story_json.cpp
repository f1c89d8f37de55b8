#include "gateway/app/story_text.hpp"

#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

namespace stafet::app {

namespace {

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
void write_leg(Writer& json, const LegStory& leg, const std::string& what_to_do = {}) {
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
    if (!what_to_do.empty()) write_field(json, "whatToDo", what_to_do);
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

std::string dead_letters_json(const std::vector<LegStory>& legs, const WhatToDo& what_to_do) {
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> json(buffer);
    json.SetIndent(' ', 2);
    json.StartObject();
    json.Key("legs");
    json.StartArray();
    for (const auto& leg : legs) {
        const auto known = what_to_do.find(leg.rule);
        write_leg(json, leg, known == what_to_do.end() ? std::string() : known->second);
    }
    json.EndArray();
    json.EndObject();
    return buffer.GetString();
}

}  // namespace stafet::app
