// Whatever the YAML: no crash and no hang, every finding says what and where, and a configuration without errors can be linted and routed.
#include "base/assert.hpp"
#include "routes/lint/lint.hpp"
#include "routes/matching/route_router.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stafet;
    using namespace stafet::routes;
    Surroundings surroundings = empty_surroundings();
    const std::string text(reinterpret_cast<const char*>(data), size);
    surroundings.read = [&](const std::filesystem::path& file, std::size_t) {
        return file == "x.yaml" ? std::optional(text) : std::nullopt;
    };
    surroundings.glob = [](const std::filesystem::path& pattern) { return std::vector{pattern}; };
    const auto loaded = load_configuration("x.yaml", surroundings, Instant{});
    const CanTranslate can_translate = [](const Format&, const Format&, std::string_view) { return true; };
    for (const auto& findings : {loaded.findings, lint(loaded.configuration, can_translate)})
        for (const auto& finding : findings)
            STAFET_ASSERT(!finding.code.empty() && !finding.text.empty() && !finding.where.file.empty(), "a finding says what and where");

    const RouteRouter router(loaded.configuration.partners, loaded.configuration.routes, can_translate);
    Reading message;
    Envelope& envelope = message.envelope;
    envelope.kind = "epicrisis";
    envelope.format = {"fhir", "epicrisis", "1", "json"};
    envelope.sender.sor = "990010000000001";
    envelope.receivers.emplace_back().sor = "990010000000002";
    envelope.care_team = envelope.receivers;
    envelope.facts.emplace("diagnosis", "DJ441");
    const auto routing = router.route(message, Instant{}, true);
    STAFET_ASSERT(routing.trace.size() == loaded.configuration.routes.size(), "a reason for every rule");
    STAFET_ASSERT(!routing.destinations.empty() || !routing.issues.empty(), "a message goes somewhere or is refused");
    for (const auto& destination : routing.destinations) STAFET_ASSERT(destination.receiver != nullptr, "a destination has a receiver");
    return 0;
}
