#include "tests/bench/message_template.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace stafet::bench {
namespace {

constexpr std::string_view bundle_id = "b2a1c9d0-1f0a-4d0b-8a3e-7c5d4e3f2a05";
constexpr std::string_view message_id = "6f1d2c1e-8f43-4a8e-9d57-0f6c2b1a7e01";
constexpr std::string_view patient = "2512489996";
constexpr std::string_view grows_here = "Udskrives i habitualtilstand";
constexpr std::string_view filler =
    "Patienten er velbefindende, stabil og mobiliseret; respirationen er upåvirket, og der er ingen smerter. ";
constexpr std::uint32_t patients = 4000;

}  // namespace

MessageTemplate::MessageTemplate(std::string text, std::size_t bytes) : text_(std::move(text)) {
    if (const auto at = text_.find(grows_here); bytes > text_.size() && at != std::string::npos) {
        std::string more;
        while (text_.size() + more.size() < bytes) more += filler;
        text_.insert(at, more);
    }
    const auto find_all = [&](std::string_view what, Field field) {
        STAFET_ASSERT(text_.find(what) != std::string::npos, "the file is not the epicrisis that this varies");
        for (auto at = text_.find(what); at != std::string::npos; at = text_.find(what, at + 1)) places_.push_back({at, field});
    };
    find_all(bundle_id, Field::bundle_id);
    find_all(message_id, Field::message_id);
    find_all(patient, Field::patient);
}

std::string MessageTemplate::make(std::uint32_t run, std::uint32_t number) const {
    char ids[2][37], person[11];
    std::snprintf(ids[0], sizeof ids[0], "%08x-0000-4000-8000-0000%08x", run, number);
    std::snprintf(ids[1], sizeof ids[1], "%08x-0000-4000-9000-0000%08x", run, number);
    std::snprintf(person, sizeof person, "290200%04u", number % patients);
    std::string message = text_;
    for (const auto& place : places_) {
        const std::string_view value = place.field == Field::bundle_id ? ids[0] : place.field == Field::message_id ? ids[1] : person;
        message.replace(place.at, value.size(), value);
    }
    return message;
}

}  // namespace stafet::bench
