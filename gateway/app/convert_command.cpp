// `stafet convert`: one message file in, another form out, and what was lost on the way. Sends and stores nothing.
//
// A message that the gateway would refuse is converted all the same as far as it can be read: the findings are printed, the exit code is 1.
#include "adapters/adapter_list.hpp"
#include "base/ids.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/input.hpp"
#include "gateway/app/message_reader.hpp"
#include "gateway/broker/loss_json.hpp"
#include "routes/config/configuration.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <optional>

namespace stafet::app {

namespace {

struct Target {
    Format format;
    std::string kind;  ///< "" = the source's own
};

/// What `--to` may say. FHIR forms take their type from the source's kind.
std::optional<Target> target_named(std::string_view name, const std::string& kind) {
    if (name == "fhir" || name == "fhir+json") return Target{{"fhir", kind, "1", "json"}, kind};
    if (name == "fhir+xml") return Target{{"fhir", kind, "1", "xml"}, kind};
    if (name == "XDIS01") return Target{{"oioxml", "XDIS01", "XD0134L", "xml"}, "epicrisis"};
    if (name == "XREF15") return Target{{"oioxml", "XREF15", "XH1530R", "xml"}, "referral"};
    if (name == "XDIS91") return Target{{"oioxml", "XDIS91", "XD9134L", "xml"}, "correspondence"};
    if (name == "HospitalNotification") return Target{{"medcom-fhir", "HospitalNotification", "3.0", "json"}, "discharge-notification"};
    if (name == "HospitalNotification+xml") return Target{{"medcom-fhir", "HospitalNotification", "3.0", "xml"}, "discharge-notification"};
    return std::nullopt;
}

void print_issues(const std::string& file, const Issues& issues) {
    for (const auto& issue : issues)
        fmt::print(stderr, "{}:{}:{}: {}: {} [{}] {}\n", file, issue.at.line, issue.at.column, to_string(issue.severity), issue.text,
                   issue.code, issue.path);
}

/// The parties as the partner registry knows them: a letter has no SOR ids, which FHIR needs. Looks at nothing else of the configuration.
void complete_parties(const std::string& config, TranslationRequest& request) {
    if (config.empty()) return;
    const auto loaded = routes::load_configuration(config, routes::real_surroundings(), system_clock().now());
    for (PartyRef* party : {&request.sender, &request.receiver}) {
        const Partner* known = loaded.configuration.partners ? loaded.configuration.partners->find(*party) : nullptr;
        if (known) *party = known->party;
    }
}

void print_losses(const LossReport& loss) {
    if (loss.leaves_total == 0) return fmt::print(stderr, "the same form: nothing was translated\n");
    fmt::print(stderr, "carried {} of {} leaves, {} named as lost\n", loss.leaves_carried, loss.leaves_total, loss.losses.size());
    for (const auto& entry : loss.losses) fmt::print(stderr, "  {:<12} {}  {}\n", to_string(entry.kind), entry.path, entry.reason);
}

bool write_output(const std::string& file, const std::string& bytes) {
    if (file.empty() || file == "-") {
        std::cout << bytes << '\n';
        return std::cout.good();
    }
    std::ofstream out(file, std::ios::binary);
    out << bytes;
    out.flush();
    if (!out) fmt::print(stderr, "stafet: cannot write {}\n", file);
    return out.good();
}

}  // namespace

int convert(const ConvertOptions& options) {
    const auto adapters = make_adapters({});
    if (!adapters) {
        fmt::print(stderr, "stafet: {}\n", adapters.error().detail);
        return bad_configuration;
    }
    auto bytes = read_input(options.input);
    if (!bytes) {
        fmt::print(stderr, "stafet: cannot read {}\n", options.input);
        return bad_data;
    }
    const auto reading = read_message(std::move(*bytes), adapters->standard_list(), adapters->envelope.get()).reading;
    print_issues(options.input, reading.issues);
    if (!reading.document || reading.envelope.format.type.empty()) return bad_data;
    const auto target = target_named(options.to, reading.envelope.kind);
    if (!target || !adapters->translator->can_translate(reading.envelope.format, target->format, target->kind)) {
        fmt::print(stderr, "stafet: {} cannot be written as {}\n", to_string(reading.envelope.format), options.to);
        return usage;
    }
    TranslationRequest request;
    request.source = &reading;
    request.target = target->format;
    request.kind = target->kind;
    request.sender = reading.envelope.sender;
    request.receiver = reading.envelope.receivers.empty() ? PartyRef{} : reading.envelope.receivers.front();
    complete_parties(options.config, request);
    request.parties_registered = false;  // a file that a person looks at: what the registry does not know is a warning
    const bool letter = target->format.standard == "oioxml";
    request.message_id = letter ? random_ids().letter_id() : random_ids().uuid();
    request.envelope_id = letter ? random_ids().letter_id() : random_ids().uuid();
    request.now = system_clock().now();
    const auto translation = adapters->translator->translate(request);
    print_issues(options.input, translation.issues);
    if (has_errors(translation.issues)) return bad_data;
    if (!write_output(options.output, translation.bytes)) return unavailable;
    if (options.loss_report.empty())
        print_losses(translation.loss);
    else if (!write_output(options.loss_report, to_json(translation.loss)))
        return unavailable;
    return has_errors(reading.issues) ? findings : good;
}

}  // namespace stafet::app
