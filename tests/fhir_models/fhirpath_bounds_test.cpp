// Hostile expressions end: by steps, items and bytes that are counted, never by a clock.
#include "fhir_models/fhirpath/evaluate.hpp"
#include "fhir_models/json/json_reader.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::fhir;
using namespace stafet::fhir::fhirpath;

namespace {

const Tree& message() {
    static const auto outcome = [] {
        std::string entries;
        for (int i = 0; i < 100; ++i)
            entries += std::string(i == 0 ? "" : ",") + R"({"fullUrl":"urn:uuid:)" + std::to_string(i) +
                       R"(","resource":{"resourceType":"Task","status":"draft","intent":"order","note":[{"text":"n"},{"text":"m"}]}})";
        return read_json(R"({"resourceType":"Bundle","type":"message","entry":[)" + entries + "]}");
    }();
    return *outcome.tree;
}

/// "ok" or the code of what ended it.
std::string ends(const std::string& source, std::uint64_t steps, std::size_t bytes = 4 * 1024 * 1024, std::size_t items = 100'000) {
    const auto compiled = Expression::compile(source);
    if (!compiled.expression) return compiled.issues.front().code;
    Environment environment;
    environment.max_steps = steps;
    environment.max_bytes = bytes;
    environment.max_items = items;
    const auto result = evaluate(*compiled.expression, message().root(), environment);
    return result.ok() ? "ok" : result.issues().front().code;
}

std::string text(std::size_t size, char letter = 'a') { return std::string(size, letter); }

/// `first.first.first...`
std::string chained(const std::string& first, const std::string& next, int times) {
    std::string all = first;
    for (int i = 0; i < times; ++i) all += next;
    return all;
}

}  // namespace

TEST_CASE("what grows without end is ended") {
    constexpr std::uint64_t steps = 300'000;
    CHECK(ends("'a'.repeat($this & 'a')", steps) == "fhirpath-limit");
    CHECK(ends("1.repeat($this + 1)", steps) == "fhirpath-limit");
    CHECK(ends("'a'.repeat($this & $this)", steps) == "fhirpath-limit");
    CHECK(ends("descendants().aggregate($total & 'aaaaaaaa' & $total, 'a')", steps) == "fhirpath-limit");
    CHECK(ends("descendants().aggregate($total.combine($this).combine($total), {})", steps) == "fhirpath-limit");
    CHECK(ends(chained("defineVariable('a', 'xxxxxxxx')", ".select($this & $this)", 1), steps) != "ok");
    std::string doubling = "defineVariable('v0', 'xxxxxxxxxxxxxxxx')";
    for (int i = 1; i < 40; ++i)
        doubling += ".defineVariable('v" + std::to_string(i) + "', %v" + std::to_string(i - 1) + " & %v" + std::to_string(i - 1) + ")";
    CHECK(ends(doubling + ".select(%v39.length())", steps) == "fhirpath-limit");
    CHECK(ends(chained("descendants()", ".select($this | %resource.descendants().where($this.toString() != $index.toString()))", 5),
               steps) == "fhirpath-limit");
}

TEST_CASE("what only looks endless comes to its end") {
    constexpr std::uint64_t steps = 2'000'000;
    for (const char* source :
         {"repeat(children()).count() > 0", "repeat($this).count() = 1", "repeat('a')", "repeat(descendants().resolve() | children())",
          "descendants().repeat(children()).repeat(children())", "descendants().elementDefinition().elementDefinition()"})
        CHECK_MESSAGE(ends(source, steps) == "ok", source);
}

TEST_CASE("one call on a long text costs what it takes") {
    constexpr std::uint64_t steps = 100'000;
    const std::string long_text = "'" + text(30'000) + "'";
    CHECK(ends(long_text + ".indexOf('" + text(15'000) + "b')", steps) == "fhirpath-limit");
    CHECK(ends(long_text + ".contains('" + text(15'000) + "b')", steps) == "fhirpath-limit");
    CHECK(ends(long_text + ".replace('a', '" + text(30'000, 'b') + "').length()", steps) == "fhirpath-limit");
    CHECK(ends(long_text + ".replace('', '" + text(30'000, 'b') + "').length()", steps) == "fhirpath-limit");
    CHECK(ends(long_text + ".replaceMatches('a', '" + text(30'000, 'b') + "').length()", steps) == "fhirpath-limit");
    CHECK(ends(chained(long_text, ".encode('hex')", 12), steps) == "fhirpath-limit");
    CHECK(ends(chained("'" + text(30'000, '<') + "'", ".escape('html')", 12), steps) == "fhirpath-limit");
    CHECK(ends("descendants().select((" + long_text + " & $index.toString()).contains('b'))", steps) == "fhirpath-limit");
    CHECK(ends("descendants().select((" + long_text + " & $index.toString()) ~ (" + long_text + " & $index.toString()))", steps) ==
          "fhirpath-limit");
}

TEST_CASE("the invariants of one message have a bound together") {
    Environment environment;
    environment.max_steps = 10'000;
    environment.max_all_steps = 20'000;
    const auto walk = Expression::compile("descendants().count() > 0");
    InvariantChecker checker(environment);
    Issues issues;
    int held = 0;
    while (held < 100 && checker.check(*walk.expression, message().root(), issues) == Verdict::holds) ++held;
    CHECK(held > 1);
    CHECK(held < 100);
    CHECK(issues.at(0).code == "fhirpath-limit");
}

TEST_CASE("regular expressions are linear, and large ones are dear") {
    const std::string long_text = "'" + text(30'000) + "'";
    CHECK(ends(long_text + ".matches('(a+)+$')", 50'000) == "ok");
    CHECK(ends("('" + text(20'000) + "b').matches('(a*)*c')", 50'000) == "ok");
    CHECK(ends(long_text + ".matches('((a?){30}){30}b')", 50'000) == "fhirpath-limit");
    CHECK(ends("descendants().where('x'.matches('((a{30}){30})' & $index.toString()))", 200'000) == "fhirpath-limit");
    CHECK(ends("'a'.matches('a{1000}{1000}')", 1000) == "fhirpath-regex");
}

TEST_CASE("deep and long expressions are refused or run, never crash") {
    CHECK(ends(text(5000, '(') + "1" + text(5000, ')'), 1000) == "fhirpath-syntax");
    CHECK(ends(text(5000, '-') + "1", 1000) == "fhirpath-syntax");
    CHECK(ends(chained("1", "+1", 20'000), 100'000) == "ok");
    CHECK(ends(chained("entry", "[0]", 20'000), 100'000) == "ok");
    CHECK(ends(chained("true", " and true", 6000), 100'000) == "ok");
    CHECK(ends(chained("1", "+1", 40'000), 100'000) == "too-large");
    std::string nested = "children()";
    for (int i = 0; i < 60; ++i) nested = "repeat(" + nested + ")";
    CHECK(ends(nested, 300'000) == "fhirpath-limit");
}

TEST_CASE("numbers and dates at their ends give nothing or a finding") {
    for (const char* source :
         {"9223372036854775807 + 1", "-9223372036854775807 - 2", "9223372036854775807 * 2", "(-9223372036854775807 - 1) div (-1)",
          "(-9223372036854775807 - 1).abs()", "1 div 0", "1 mod 0", "1 / 0", "9999999999.power(999999999)", "1000000000.exp()",
          "(-1).sqrt()", "@2026-01-01 + 99999999999 years", "@9999-12-31 + 1 day", "@0001-01-01 - 1 day", "9.9.lowBoundary(99999999999)",
          "'abc'.substring(9223372036854775807)", "entry[9223372036854775807]", "entry.skip(9223372036854775807)"})
        CHECK_MESSAGE(ends(source, 1000) == "ok", source);
    CHECK(ends("'AAAA'.decode('hex').length()", 1000) == "ok");
}
