#include "gateway/security/tls.hpp"

#include "tests/gateway/http/support.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace stafet;
using namespace stafet::http;
using namespace stafet::http::testing;
using Role = TlsContext::Role;

namespace {

std::string fault_of(const TlsFiles& files) {
    const auto result = TlsContext::load(Role::server, files);
    return result ? "" : result.error().detail;
}

}  // namespace

TEST_CASE("a certificate knows its hash and how long it lasts") {
    const auto info = read_certificate(certificates() + "/gateway.pem");
    REQUIRE(info.has_value());
    CHECK(info->sha256 == certificate_hash("gateway"));
    const auto days = std::chrono::duration_cast<std::chrono::hours>(info->not_after - info->not_before).count() / 24;
    CHECK(days == 825);
    CHECK(info->not_after > system_clock().now());
    CHECK(TlsContext::load(Role::client, tls_files(certificates(), "gateway")).value()->certificate().sha256 == info->sha256);
}

TEST_CASE("a file that cannot be used is named") {
    const TlsFiles good = tls_files(certificates(), "gateway");
    TlsFiles files = good;
    files.certificate = "/nowhere.pem";
    CHECK(fault_of(files) == "cannot use certificate /nowhere.pem");
    files = good;
    files.key = certificates() + "/partner.key";
    CHECK(fault_of(files).find("private key") != std::string::npos);
    files = good;
    files.authorities = good.key;
    CHECK(fault_of(files) == "cannot use authorities " + good.key);
    files = good;
    files.revoked = good.certificate;
    CHECK(fault_of(files) == "cannot use revocation list " + good.certificate);
    CHECK(read_certificate("/nowhere.pem").error().kind == FaultKind::config);
    CHECK(read_certificate(good.key).error().detail == "no PEM certificate in " + good.key);
}

TEST_CASE("private keys are readable by their owner only, and a second run keeps what is there") {
    using std::filesystem::perms;
    for (const char* name : {"ca", "gateway", "partner"}) {
        const auto rights = std::filesystem::status(certificates() + '/' + name + ".key").permissions();
        CHECK(rights == (perms::owner_read | perms::owner_write));
    }
    const std::string before = certificate_hash("gateway");
    CHECK(std::system(("certs/make-dev-certs.sh " + certificates() + " gateway").c_str()) == 0);
    CHECK(certificate_hash("gateway") == before);
    CHECK(std::system(("certs/make-dev-certs.sh " + certificates() + " '../x' 2> /dev/null").c_str()) != 0);
}

TEST_CASE("a peer whose certificate is revoked is refused") {
    const std::string& directory = certificates();
    const std::string script =
        "set -e; cd " + directory +
        "; : > index.txt; echo 01 > crl-number; "
        "printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\ncrlnumber=crl-number\\ndefault_md=sha256\\ndefault_crl_days=30\\n' > "
        "ca.cnf; "
        "openssl ca -config ca.cnf -cert ca.pem -keyfile ca.key -revoke other.pem 2> /dev/null; "
        "openssl ca -config ca.cnf -cert ca.pem -keyfile ca.key -gencrl -out revoked.pem 2> /dev/null";
    REQUIRE(std::system(script.c_str()) == 0);

    TlsFiles files = tls_files(directory, "gateway");
    files.revoked = directory + "/revoked.pem";
    Metrics metrics;
    EventLoop loop;
    Router router;
    router.add({"GET", "/", [](const HttpRequest&, const Respond& respond) { respond({204, "", {}, ""}); }});
    ServerOptions options;
    options.tls = TlsContext::load(Role::server, files).value();
    const auto server = HttpServer::start(loop, metrics, std::move(router), options).value();
    HttpClient good(loop, metrics, tls(Role::client, "partner"));
    HttpClient revoked(loop, metrics, tls(Role::client, "other"));
    CHECK(ask(good, local(server->port()), get("/"))->status == 204);
    CHECK(ask(revoked, local(server->port()), get("/")).error().detail == "tls-failed");
}
