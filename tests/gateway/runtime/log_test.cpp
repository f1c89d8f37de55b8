#include "gateway/runtime/log.hpp"

#include <doctest/doctest.h>

#include <string>

using stafet::log::scrub;

namespace {
std::string last_line;
void keep(std::string_view line) { last_line = line; }
}  // namespace

TEST_CASE("a CPR number goes, with and without hyphen, wherever it stands") {
    CHECK(scrub("2512489996") == "[cpr]");
    CHECK(scrub("251248-9996") == "[cpr]");
    CHECK(scrub("patient 2512489996.") == "patient [cpr].");
    CHECK(scrub("urn:oid:1.2.208.176.1.2|2512489996") == "urn:oid:1.2.208.176.1.2|[cpr]");
    CHECK(scrub("2512489996,2509479989") == "[cpr],[cpr]");
    CHECK(scrub("cpr2512489996x") == "cpr[cpr]x");
    CHECK(scrub("/mailbox/251248-9996?x=2509479989") == "/mailbox/[cpr]?x=[cpr]");
    CHECK(scrub("{\"value\":\"2512489996\"}") == "{\"value\":\"[cpr]\"}");
}

TEST_CASE("a replacement CPR number goes as well") {
    CHECK(scrub("2512481AB9") == "[cpr]");
    CHECK(scrub("8512489996") == "[cpr]");  // administrative: day + 60
}

TEST_CASE("ids, times and other numbers stay") {
    const char* kept[] = {"5790009900016",
                          "990010000000001",
                          "2026-11-22T10:15:30.123Z",
                          "20261122101530",
                          "25124899-9612-4111-8111-2512489996ab",
                          "ab124899-9612-4111-8111-112512489996",
                          "0b5124899961241118111251248999600c5124899961241118111251248999600",
                          "9999999999",
                          "00001234",
                          "12345678",
                          "251248",
                          "251248-99960",
                          "12512489996",
                          "127.0.0.1:44321"};
    for (const char* text : kept) CHECK(scrub(text) == text);
}

TEST_CASE("a log line is one JSON object, escaped and scrubbed") {
    stafet::log::set_sink(keep);
    stafet::log::info("leg-delivered", "done",
                      {{"leg", 7}, {"receiver", "nordby"}, {"odd", "a\"b\\c\n\xff"}, {"number", 2512489996LL}, {"dk", "blåbær"}});
    stafet::log::set_sink(nullptr);
    CHECK(last_line.find(R"("level":"info","code":"leg-delivered","message":"done","leg":7,"receiver":"nordby")") != std::string::npos);
    CHECK(last_line.find(R"("odd":"a\"b\\c\u000a\ufffd","number":"[cpr]","dk":"blåbær"})") != std::string::npos);
    CHECK(last_line.starts_with(R"({"time":"20)"));
}

TEST_CASE("a line below the level is not written and a long value is cut") {
    stafet::log::set_sink(keep);
    last_line.clear();
    stafet::log::write(stafet::log::Level::debug, "quiet", "");
    CHECK(last_line.empty());
    stafet::log::info("loud", std::string(5000, 'x'));
    CHECK(last_line.size() < 2200);
    stafet::log::set_sink(nullptr);
}
