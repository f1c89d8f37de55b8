#include "adapters/medcom_fhir/consents.hpp"

#include "adapters/mapping/danish_time.hpp"
#include "adapters/medcom_fhir/parties.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace stafet::medcom {

using fhir::Node;

namespace {

struct CalendarDate {
    int year = 0;
    int month = 0;  ///< 0 when not given
    int day = 0;    ///< 0 when not given
};

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// "2026", "2026-11" or "2026-11-21"
std::optional<CalendarDate> calendar_date(std::string_view text) {
    if (text.size() != 4 && text.size() != 7 && text.size() != 10) return std::nullopt;
    if (text.size() > 4 && text[4] != '-') return std::nullopt;
    if (text.size() > 7 && text[7] != '-') return std::nullopt;
    const auto year = number(text.substr(0, 4));
    const auto month = text.size() > 4 ? number(text.substr(5, 2)) : 0;
    const auto day = text.size() > 7 ? number(text.substr(8, 2)) : 0;
    if (!year || !month || !day) return std::nullopt;
    return CalendarDate{*year, *month, *day};
}

std::optional<Instant> midnight(std::chrono::year_month_day date) {
    if (!date.ok()) return std::nullopt;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()));
    const auto reading = danish::from_danish(text.data(), "00:00");
    if (!reading) return std::nullopt;
    return reading->instant;
}

std::chrono::year_month_day first_day(const CalendarDate& d) {
    return {std::chrono::year{d.year}, std::chrono::month{static_cast<unsigned>(d.month ? d.month : 1)},
            std::chrono::day{static_cast<unsigned>(d.day ? d.day : 1)}};
}

/// The day after the year, month or day.
std::chrono::year_month_day day_after(const CalendarDate& d) {
    const auto first = first_day(d);
    if (!first.ok()) return first;
    if (d.day) return std::chrono::sys_days(first) + std::chrono::days(1);
    return d.month ? first + std::chrono::months(1) : first + std::chrono::years(1);
}

}  // namespace

std::optional<Instant> start_of(std::string_view datetime) {
    if (const auto date = calendar_date(datetime)) return midnight(first_day(*date));
    return from_iso8601(datetime);
}

std::optional<Instant> end_of(std::string_view datetime) {
    if (const auto date = calendar_date(datetime)) return midnight(day_after(*date));
    return from_iso8601(datetime);
}

namespace {

/// An end or start that cannot be read must not widen a consent: such a consent is left out.
bool read_period(const Node& provision, ConsentRef& consent) {
    const auto start = provision.text_at("period.start");
    const auto end = provision.text_at("period.end");
    if (!start.empty() && !(consent.from = start_of(start))) return false;
    return end.empty() || (consent.until = end_of(end));
}

std::string recipient_id(const PartyRef& party) { return party.sor.empty() ? party.gln : party.sor; }

void add_consents(const Message& message, const Node& resource, std::vector<ConsentRef>& consents) {
    ConsentRef consent;
    consent.scope = resource.text_at("scope.coding.code");
    const Node* provision = resource.child("provision");
    if (!provision || provision->text("type") != "permit" || !read_period(*provision, consent)) return;
    if (!provision->child("actor")) consents.push_back(consent);
    for (const Node* actor = provision->child("actor"); actor; actor = actor->next_same()) {
        const auto party = party_of_reference(message, actor->child("reference"));
        if (!party || recipient_id(*party).empty()) continue;
        consent.recipient = recipient_id(*party);
        consents.push_back(consent);
    }
}

}  // namespace

std::vector<ConsentRef> consents_of(const Message& message) {
    std::vector<ConsentRef> consents;
    for (const Node* resource : message.all("Consent"))
        if (resource->text("status") == "active") add_consents(message, *resource, consents);
    return consents;
}

}  // namespace stafet::medcom
