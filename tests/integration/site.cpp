#include "tests/integration/site.hpp"

#include "adapters/adapter_list.hpp"
#include "gateway/app/check_command.hpp"
#include "gateway/app/configuration_commands.hpp"
#include "gateway/app/drill/throwaway_ca.hpp"
#include "gateway/app/store_location.hpp"
#include "tests/gateway/http/support.hpp"
#include "tests/integration/deadline.hpp"
#include "tests/support/shared.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <thread>

namespace stafet::testing {

namespace {

namespace fs = std::filesystem;

fs::path make_directory() {
    std::string name = (fs::temp_directory_path() / "stafet-site-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    return name;
}

/// The whole cast of the demo, also those whom no test needs.
std::vector<std::string> partners_with_certificate() {
    const std::string text = read_file("routes/examples/demo-partners.yaml");
    std::vector<std::string> names;
    for (auto end = text.find(".pem"); end != std::string::npos; end = text.find(".pem", end + 1)) {
        const auto begin = text.rfind('/', end) + 1;
        names.push_back(text.substr(begin, end - begin));
    }
    return names;
}

/// Certificates for all sites of this process; removed at its end.
struct Certificates {
    Certificates() : directory(make_directory()), foreign(make_directory()) {
        app::ThrowawayCa ours(directory), theirs(foreign);
        ours.issue("gateway");
        ours.issue("stranger");
        for (const auto& partner : partners_with_certificate()) ours.issue(partner);
        theirs.issue("gateway");
    }
    ~Certificates() {
        fs::remove_all(directory);
        fs::remove_all(foreign);
    }
    fs::path directory, foreign;
};

const Certificates& certificates() {
    static const Certificates all;
    return all;
}

TlsFiles files(const fs::path& directory, const std::string& name) {
    return {(directory / (name + ".pem")).string(), (directory / (name + ".key")).string(), (directory / "ca.pem").string(), ""};
}

std::string url(const Party& party, const std::string& path = "") { return "https://localhost:" + std::to_string(party.port()) + path; }

/// `${NAME:-default}` filled in, so that commands beside the gateway read the same file without any environment.
std::string filled(const std::string& text, const Site::Variables& variables) {
    std::string result;
    std::size_t from = 0;
    for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", from)) {
        const std::size_t middle = text.find(":-", at), end = text.find('}', at);
        result += text.substr(from, at - from);
        const auto given = variables.find(text.substr(at + 2, middle - at - 2));
        result += given == variables.end() ? text.substr(middle + 2, end - middle - 2) : given->second;
        from = end + 1;
    }
    return result + text.substr(from);
}

/// The cast of the demo; the hospital also sends CareCommunications, and the nurses read them.
std::string cast() {
    std::string text = read_file("routes/examples/demo-partners.yaml");
    const auto also = [&](const std::string& item, const std::string& more) { text = replaced(text, item, item + more); };
    also("\n      - {kind: correspondence, format: fhir correspondence 1}\n",
         "      - {kind: correspondence, format: medcom-fhir CareCommunication 5.0}\n");
    also("\n          - {kind: correspondence, format: fhir correspondence 1 json}\n",
         "          - {kind: correspondence, format: medcom-fhir CareCommunication 5.0 json}\n");
    also("\n    actor: sygehus\n", "    validation: ${STAFET_TEST_VALIDATION:-strict}\n");
    return text;
}

template <class Condition>
bool soon(Condition holds) {
    const auto until = std::chrono::steady_clock::now() + deadline;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::yield();
    }
    return true;
}

}  // namespace

TlsFiles Site::certificate(const std::string& name) { return files(certificates().directory, name); }
TlsFiles Site::foreign_certificate() { return files(certificates().foreign, "gateway"); }

Site::Site(Variables changes)
    : directory_(make_directory()),
      hospital(loop_, metrics_, {"nordby-sygehus", "990010000000001", "5790009900016"}, certificate("nordby-sygehus")),
      practice(loop_, metrics_, {"laegehuset-vestergade", "990010000000002", "5790009900023"}, certificate("laegehuset-vestergade")),
      municipality(loop_, metrics_, {"testby-sygepleje", "990010000000004", "5790009900047"}, certificate("testby-kommune")),
      neighbour(loop_, metrics_, {"naboby-kommune", "990010000000006", "5790009900061"}, certificate("naboby-kommune")),
      stranger(loop_, metrics_, {"stranger", "", ""}, certificate("stranger")),
      plain_(std::make_unique<http::HttpClient>(loop_, metrics_, nullptr)) {
    changes.emplace("STAFET_CERTS", certificates().directory.string());
    changes.emplace("STAFET_STATE", state_directory());
    changes.emplace("STAFET_HOSPITAL_URL", url(hospital, "/fhir/$$process-message"));
    changes.emplace("STAFET_PRACTICE_URL", url(practice, "/medcom"));
    changes.emplace("STAFET_MUNICIPALITY_URL", url(municipality));
    write_configuration(changes);
    start_gateway();
}

Site::~Site() {
    if (gateway_) stop_gateway();
    plain_->stop();
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

void Site::write_configuration(const Variables& changes) const {
    std::ofstream(directory_ / "demo-partners.yaml") << filled(cast(), changes);
    std::ofstream(directory_ / "site.yaml") << filled(read_file("tests/integration/site.yaml"), changes);
}

void Site::start_gateway() {
    const auto rules = make_adapters({});
    REQUIRE(rules.has_value());
    auto loaded = app::load_and_lint(config(), routes::real_surroundings(), app::translations_of(*rules->translator), system_clock().now());
    for (const auto& finding : loaded.findings)
        if (finding.severity == Severity::error) FAIL(finding.code << " in line " << finding.where.at.line << " of " << finding.where.file);
    auto started = app::GatewayProcess::start(std::move(loaded.configuration));
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : started.error().detail));
    gateway_ = std::move(*started);
    log.news();
}

bool Site::stop_gateway() {
    const bool drained = gateway_->stop();
    gateway_.reset();
    return drained;
}

void Site::restart_gateway() {
    stop_gateway();
    start_gateway();
}

http::HttpResponse Site::health(const std::string& path) {
    auto response = http::testing::ask(*plain_, http::testing::local(gateway_->health_port()), http::testing::get(path));
    return response ? std::move(*response) : http::HttpResponse{0, "", {}, ""};
}

double Site::metric(const std::string& series) {
    const std::string text = '\n' + health("/metrics").body;
    const auto at = text.find('\n' + series + ' ');
    return at == std::string::npos ? 0 : std::stod(text.substr(at + series.size() + 2));
}

bool Site::wait_for_metric(const std::string& series, double value) {
    return soon([&] { return metric(series) == value; });
}

std::vector<Story> Site::trace(const std::string& id) {
    const auto beside = app::open_store_beside(config());
    REQUIRE(beside.has_value());
    auto stories = beside->store->trace(id);
    REQUIRE(stories.has_value());
    return std::move(*stories);
}

bool Site::wait_for_leg(const std::string& id, LegState state) {
    return soon([&] {
        const auto stories = trace(id);
        if (stories.empty()) return false;
        const auto& legs = stories.front().legs;
        return std::any_of(legs.begin(), legs.end(), [&](const LegStory& leg) { return leg.leg.state == state; });
    });
}

}  // namespace stafet::testing
