#include "gateway/app/drill/drill_site.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <fstream>
#include <stdexcept>

namespace stafet::app {

namespace {

/// {0} directory, {1} port of the receiver.
constexpr std::string_view configuration_template = R"(version: 1
gateway:
  listen: 127.0.0.1:0
  state-directory: {0}/state
  certificate: {0}/gateway.pem
  key: {0}/gateway.key
  ca: {0}/ca.pem
partners:
  drill-sender:
    name: Drill Sender
    actor: sygehus
    law: sundhedslov
    sor: "990010000000001"
    gln: "5790009900016"
    certificates: {0}/drill-sender.pem
    endpoint: {{channel: mailbox}}
    acknowledgements: medcom-fhir
    sends: [{{kind: correspondence, format: fhir correspondence 1}}]
  drill-receiver:
    name: Drill Receiver
    actor: sygehus
    law: sundhedslov
    sor: "990010000000002"
    gln: "5790009900023"
    certificates: {0}/drill-receiver.pem
    endpoint: {{channel: push, url: "https://localhost:{1}/push"}}
    acknowledgements: medcom-fhir
    receives: [{{kind: correspondence, format: fhir correspondence 1 json}}]
routes:
  - name: drill
    from: drill-sender
    message: correspondence
    to: addressee
    send: correspondence
    purpose: crash drill
    legal-basis: none needed, synthetic patients
    consent: not-required
    retry: {{first-delay: 20ms, max-delay: 200ms, give-up-after: 1h}}
    acknowledgement-due: 30m
)";

std::filesystem::path make_directory() {
    std::string name = (std::filesystem::temp_directory_path() / "stafet-drill-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make a directory for the drill");
    return name;
}

}  // namespace

DrillSite::DrillSite(bool keep) : directory_(make_directory()), keep_(keep) {
    ThrowawayCa ca(directory_);
    gateway_ = ca.issue("gateway");
    sender_ = ca.issue("drill-sender");
    receiver_ = ca.issue("drill-receiver");
    std::filesystem::create_directory(directory_ / "state");
}

DrillSite::~DrillSite() {
    std::error_code ignored;
    if (!keep_) std::filesystem::remove_all(directory_, ignored);
}

std::filesystem::path DrillSite::write_configuration(std::uint16_t receiver_port) const {
    const auto path = directory_ / "stafet.yaml";
    std::ofstream(path) << fmt::format(configuration_template, directory_.string(), receiver_port);
    return path;
}

}  // namespace stafet::app
