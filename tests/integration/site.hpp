// A whole site in one process: the gateway as `stafet run` composes it (real SQLite, real TLS), a hospital, a practice and a municipality.
#pragma once

#include "gateway/app/gateway_process.hpp"
#include "gateway/ports/store_records.hpp"
#include "tests/integration/log_book.hpp"
#include "tests/integration/party.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace stafet::testing {

class Site {
   public:
    /// What site.yaml leaves open, where a test wants it otherwise: "STAFET_PRACTICE_URL", "STAFET_TEST_LIMITS", ...
    using Variables = std::map<std::string, std::string>;

    explicit Site(Variables changes = {});
    ~Site();
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    /// Files of a certificate: a partner's id, "gateway", or "stranger" (our authority, no partner).
    static TlsFiles certificate(const std::string& name);
    /// Files of a certificate for the name "gateway" from an authority that nobody trusts.
    static TlsFiles foreign_certificate();

    void start_gateway();
    /// Graceful; true when everything under way was finished.
    bool stop_gateway();
    void restart_gateway();

    std::uint16_t port() const { return gateway_->port(); }
    std::string config() const { return (directory_ / "site.yaml").string(); }
    std::string state_directory() const { return (directory_ / "state").string(); }

    http::HttpResponse health(const std::string& path);
    /// Value of the series, as it stands before the value in /metrics: `stafet_rejected_total{code="too-deep"}`; 0 when absent.
    double metric(const std::string& series);
    /// Returns once the series has the value; false when the deadline passes first.
    bool wait_for_metric(const std::string& series, double value);
    /// The stories of this id, read from the store beside the gateway as `stafet trace` does.
    std::vector<Story> trace(const std::string& id);
    /// Returns once a leg of the only story has this state; false when the deadline passes first.
    bool wait_for_leg(const std::string& id, LegState state);

    LogBook log;

   private:
    std::filesystem::path directory_;
    Metrics metrics_;
    EventLoop loop_;

   public:
    Party hospital, practice, municipality, neighbour, stranger;

   private:
    void write_configuration(const Variables& changes) const;

    std::unique_ptr<http::HttpClient> plain_;
    std::unique_ptr<app::GatewayProcess> gateway_;
};

}  // namespace stafet::testing
