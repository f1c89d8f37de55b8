// The pure parts: guard, reader, router. Real connections are in server_test and limits_test.
#include "gateway/http/request_reader.hpp"
#include "gateway/http/response_text.hpp"
#include "gateway/http/router.hpp"

#include <doctest/doctest.h>

using namespace stafet::http;

namespace {

/// Feeds `bytes` one at a time: every way a request can be cut into packets ends the same.
std::string read_slowly(const std::string& bytes, std::string& body) {
    RequestReader reader(HeadLimits{});
    RequestHead head;
    std::string buffered;
    bool in_body = false;
    for (const char c : bytes) {
        buffered += c;
        for (bool again = true; again;) {
            std::size_t consumed = 0;
            const auto step = in_body ? reader.read_body(buffered, consumed) : reader.read_head(buffered, consumed, head);
            buffered.erase(0, consumed);
            again = false;
            if (step == RequestReader::Step::refused) return std::string(reader.refusal().code);
            if (step == RequestReader::Step::complete && (in_body || !head.has_body)) {
                body = reader.take_body();
                return "complete";
            }
            if (step == RequestReader::Step::complete) in_body = again = true;
        }
    }
    return "need-more";
}

}  // namespace

TEST_CASE("a request is read the same byte by byte") {
    std::string body;
    CHECK(read_slowly("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", body) == "complete");
    CHECK(body == "hello");
    CHECK(read_slowly("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\nX: y\r\n\r\n",
                      body) == "complete");
    CHECK(body == "hello");
    CHECK(read_slowly("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", body) == "complete");
    CHECK(read_slowly("GET /a HTTP/1.1\r\nHost: x\r\n\r\n", body) == "complete");
    CHECK(read_slowly("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", body) == "bad-transfer-encoding");
    CHECK(read_slowly("GET /a HTTP/1.1\r\n folded: x\r\n\r\n", body) == "bad-request");
    CHECK(read_slowly("GET /a HTTP/1.1\r\nHost: x\r\n", body) == "need-more");
}

TEST_CASE("header fields are found without case and counted") {
    Headers headers;
    headers.add("Host", "a");
    headers.add("X-Id", "1");
    headers.add("x-id", "2");
    CHECK(headers.find("HOST") == "a");
    CHECK(headers.find("x-ID") == "1");
    CHECK(headers.count("X-ID") == 2);
    CHECK(headers.find("X").empty());
}

TEST_CASE("routes match whole segments") {
    Router router;
    const Handler nothing = [](const HttpRequest&, const Respond&) {};
    router.add({"GET", "/mailbox", nothing});
    router.add({"GET", "/mailbox/{id}", nothing});
    router.add({"POST", "/mailbox/{id}/confirm", nothing});
    CHECK(router.match("GET", "/mailbox").route != nullptr);
    CHECK(router.match("HEAD", "/mailbox").route != nullptr);
    CHECK(router.match("GET", "/mailbox/7").parameters == std::vector<std::string>{"7"});
    CHECK(router.match("POST", "/mailbox/7/confirm").parameters == std::vector<std::string>{"7"});
    CHECK(router.match("POST", "/mailbox/7").allowed == "GET");
    for (const char* path : {"/", "", "/mailbox/", "/mailboxes", "/mailbox/7/", "/mailbox//confirm", "/mailbox/7/confirm/x"}) {
        CAPTURE(path);
        CHECK(router.match("GET", path).route == nullptr);
        CHECK(router.match("POST", path).route == nullptr);
    }
}

TEST_CASE("a path is decoded once and only when it is clean") {
    std::string path;
    CHECK((decode_path("/fhir/%24process-message?x=%zz", path) && path == "/fhir/$process-message"));
    CHECK((decode_path("/%2541", path) && path == "/%41"));
    for (const char* target : {"", "*", "x", "/%", "/%4", "/%zz", "/%00", "/%0a", "/%7f"}) CHECK_FALSE(decode_path(target, path));
}

TEST_CASE("a date is what HTTP writes") { CHECK(http_date().size() == std::string_view("Sun, 06 Nov 1994 08:49:37 GMT").size()); }
