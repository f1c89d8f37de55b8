// Bad behaviour at the doors: uploads that stop, clients that dawdle, certificates that prove nothing.
#include "gateway/security/tls.hpp"
#include "tests/gateway/http/support.hpp"
#include "tests/integration/refusal.hpp"

#include <doctest/doctest.h>
#include <boost/asio/ssl/context.hpp>

using namespace stafet;
using namespace stafet::testing;
using http::testing::RawPeer;

namespace {

/// A connection with the hospital's certificate that sends just what a test says.
struct Slow {
    explicit Slow(Site& site, const TlsFiles& files = Site::certificate("nordby-sygehus"))
        : tls(TlsContext::load(TlsContext::Role::client, files).value()), peer(site.port(), &tls->context()) {}
    std::shared_ptr<TlsContext> tls;
    RawPeer peer;
};

std::string head(std::size_t length) {
    return "POST /fhir/$process-message HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/fhir+json\r\nContent-Length: " +
           std::to_string(length) + "\r\n\r\n";
}

void check_one_line(Site& site, const std::string& reason) {
    CHECK(site.log.wait_for({R"("code":"http-refused")", '"' + reason + '"'}));
    const auto lines = site.log.news();
    INFO(joined(lines));
    CHECK(lines.size() == 1);
    check_no_personal_data(lines);
    CHECK(site.wait_for_metric(refused_by_http + '"' + reason + "\"}", 1));
}

}  // namespace

TEST_CASE("an upload that ends early is refused and leaves nothing behind") {
    Site site;
    site.log.news();
    const Message message = correspondence(7);
    {
        Slow client(site);
        client.peer.send(head(message.body.size()) + message.body.substr(0, message.body.size() / 2));
        client.peer.close();
    }
    check_one_line(site, "body-truncated");
    CHECK(site.trace(message.id).empty());
    CHECK(site.hospital.send(site.port(), message).status == 202);
}

TEST_CASE("a client that dawdles over head or body is told so, and others are served meanwhile") {
    Site site(Site::Variables{{"STAFET_TEST_LIMITS", ", header-timeout: 200ms, body-timeout: 200ms"}});
    Slow over_body(site);
    over_body.peer.send(head(1000) + "{");
    CHECK(site.hospital.send(site.port(), correspondence(8)).status == 202);
    site.log.news();
    const auto answer = over_body.peer.read_to_end();
    CHECK(answer.find("HTTP/1.1 408") == 0);
    CHECK(answer.find("OperationOutcome") != std::string::npos);
    CHECK(answer.find("body-timeout") != std::string::npos);
    check_one_line(site, "body-timeout");

    Slow over_head(site);
    over_head.peer.send("POST /fhir/$process-message HTTP/1.1\r\nHo");
    CHECK(over_head.peer.read_to_end().find("HTTP/1.1 408") == 0);
    check_one_line(site, "head-timeout");
}

TEST_CASE("a certificate of an authority that nobody trusts opens no door") {
    Site site;
    site.log.news();
    TlsFiles files = Site::foreign_certificate();
    files.authorities = Site::certificate("gateway").authorities;
    try {
        Slow client(site, files);
        client.peer.send("GET /fhir/metadata HTTP/1.1\r\nHost: gateway\r\n\r\n");
        CHECK(client.peer.read_to_end().empty());
    } catch (const boost::system::system_error&) {
        // TLS 1.2 tells it in the handshake, 1.3 with the first read.
    }
    CHECK(site.log.wait_for({"tls-handshake-failed"}));
    CHECK(site.log.news().size() == 1);
    CHECK(site.wait_for_metric("stafet_tls_handshakes_failed_total{listener=\"doors\"}", 1));
}
