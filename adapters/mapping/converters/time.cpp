#include "adapters/mapping/conversion.hpp"
#include "adapters/mapping/converters/families.hpp"
#include "adapters/mapping/danish_time.hpp"

namespace stafet::mapping {

using fhir::Node;

namespace {

void time_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments&) {
    const auto local = danish::from_danish(run.read(source, "Date"), run.read(source, "Time"));
    if (!local) return run.lose(source, Loss::Kind::not_carried, "no date and time that exist");
    if (local->note == danish::ClockNote::ambiguous)
        run.lose(source, Loss::Kind::truncated, "the hour happens twice at the clock change; summer time is assumed");
    if (local->note == danish::ClockNote::shifted)
        run.lose(source, Loss::Kind::truncated, "the hour does not exist at the clock change; moved forward");
    target.set(local->text);
}

/// "2026", "2026-11" and "2026-11-20" are FHIR dates without a time of day; a letter needs all of it.
danish::LocalTime from_date(Conversion& run, const Node& source, std::string_view text) {
    constexpr std::string_view first_day = "0000-01-01";
    run.lose(source, Loss::Kind::truncated, "the source has no time of day; 00:00 is written");
    return {std::string(text) + std::string(text.size() < first_day.size() ? first_day.substr(text.size()) : std::string_view{}), "00:00"};
}

danish::LocalTime from_instant(Conversion& run, const Node& source, Instant instant) {
    danish::LocalTime local = danish::to_danish(instant);
    const auto back = danish::from_danish(local.date, local.time);
    if (!back || back->instant != std::chrono::floor<std::chrono::minutes>(instant))
        run.lose(source, Loss::Kind::truncated, "the hour happens twice at the clock change; a letter cannot say which");
    else if (back->instant != instant)
        run.lose(source, Loss::Kind::truncated, "a letter has no seconds");
    return local;
}

void time_to_letter(Conversion& run, const Node& source, Target& target, const Arguments&) {
    const std::string_view text = run.read(source);
    if (text.empty()) return;
    const bool date_only = text.find('T') == std::string_view::npos;
    const auto instant = date_only ? std::nullopt : from_iso8601(text);
    if (!date_only && !instant) return run.lose(source, Loss::Kind::not_carried, "no point in time with a time zone");
    const danish::LocalTime local = date_only ? from_date(run, source, text) : from_instant(run, source, *instant);
    Node& element = target.node();
    if (element.first) return;  // the element of an `each` that several items share: the first one's time stands
    run.tree().append(element, "Date", local.date);
    run.tree().append(element, "Time", local.time);
}

const Converter family[] = {{"local-time", Converter::Takes::nothing, time_to_fhir, time_to_letter, false, {"Date", "Time"}}};

}  // namespace

std::span<const Converter> time_converters() { return family; }

}  // namespace stafet::mapping
