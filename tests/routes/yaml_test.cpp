#include "routes/yaml/nearest.hpp"
#include "routes/yaml/section.hpp"
#include "routes/yaml/variables.hpp"
#include "routes/yaml/yaml_reader.hpp"
#include "tests/routes/fixture.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::routes;
using stafet::routes::testing::codes;

namespace {

std::vector<std::string> refusals(const std::string& text, const YamlLimits& limits = {}) {
    Findings findings;
    const auto node = read_yaml(text, "x.yaml", findings, limits);
    return codes(findings);
}

YamlNode expanded(const std::string& text, const routes::testing::FakeMachine& machine, Findings& findings) {
    auto node = read_yaml(text, "x.yaml", findings);
    REQUIRE(node);
    expand_variables(*node, machine.surroundings(), findings);
    return *node;
}

}  // namespace

TEST_CASE("values keep their text and their place: a leading zero is not lost") {
    Findings findings;
    const auto node = read_yaml("a: 0101\nb:\n  - x: 990010000000001\n", "x.yaml", findings);
    REQUIRE(node);
    CHECK(node->entries[0].value.text == "0101");
    CHECK(node->entries[1].value.items[0].entries[0].value.text == "990010000000001");
    CHECK(to_string(node->entries[1].value.items[0].entries[0].where) == "x.yaml:3:5");
    CHECK(to_string(node->entries[1].value.items[0].entries[0].value.where) == "x.yaml:3:8");
}

TEST_CASE("a duplicate key is refused with the place of both") {
    Findings findings;
    read_yaml("a: 1\nb: 2\na: 3\n", "x.yaml", findings);
    REQUIRE(findings.size() == 1);
    CHECK(to_string(findings[0]) == "x.yaml:3:1: error: the key \"a\" is here twice [duplicate-key]; the first is at line 1; keep one");
}

TEST_CASE("what is not one plain YAML document is refused with its place") {
    CHECK(refusals("a: [1, 2\nb: 3") == std::vector<std::string>{"yaml-syntax@2:2"});
    CHECK(refusals("a: 1\n---\nb: 2\n") == std::vector<std::string>{"yaml-documents@0:0"});
    CHECK(refusals("") == std::vector<std::string>{"yaml-empty@0:0"});
    CHECK(refusals("a: !!binary abc\n") == std::vector<std::string>{"yaml-tag@1:4"});
    CHECK(refusals("[a, b]: 1\n") == std::vector<std::string>{"yaml-key@1:1"});
    CHECK(refusals("a: *nowhere\n").size() == 1);
    CHECK(refusals("a: &a [*a]\n").size() == 1);
}

TEST_CASE("size, depth, values and aliases are bounded") {
    YamlLimits limits;
    limits.bytes = 100;
    CHECK(refusals(std::string(101, 'a'), limits) == std::vector<std::string>{"yaml-too-large@0:0"});
    limits = {};
    CHECK(refusals(std::string(10'000, '['))[0].starts_with("yaml-too-deep"));
    CHECK(refusals("a: " + std::string(limits.depth, '[') + std::string(limits.depth, ']'))[0].starts_with("yaml-too-deep"));
    limits.aliases = 2;
    CHECK(refusals("a: &x 1\nb: [*x, *x, *x]\n", limits) == std::vector<std::string>{"yaml-too-many-aliases@2:13"});
}

TEST_CASE("aliases that multiply each other are counted as what they become") {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        bomb += 'a' + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
        for (int n = 1; n < 10; ++n) bomb += ", " + before;
        bomb += "]\n";
    }
    const auto found = refusals(bomb);
    REQUIRE(found.size() == 1);
    CHECK(found[0].starts_with("yaml-too-large"));
}

TEST_CASE("variables, defaults and files are replaced in values after the YAML is read") {
    routes::testing::FakeMachine machine;
    machine.variables = {{"PORT", "8443"}, {"EMPTY", ""}, {"SLY", "x\nevil: true"}};
    machine.files["/run/secrets/word"] = "hemmelig\n";
    Findings findings;
    const auto node =
        expanded("a: host:${PORT}\nb: ${NONE:-fallback}/x\nc: ${EMPTY:-other}\nd: ${file:/run/secrets/word}\ne: 5$$ and $x\nf: ${SLY}\n",
                 machine, findings);
    CHECK(findings.empty());
    CHECK(node.entries[0].value.text == "host:8443");
    CHECK(node.entries[1].value.text == "fallback/x");
    CHECK(node.entries[2].value.text == "other");
    CHECK(node.entries[3].value.text == "hemmelig");
    CHECK(node.entries[4].value.text == "5$ and $x");
    CHECK(node.entries[5].value.text == "x\nevil: true");
    CHECK(node.entries.size() == 6);
}

TEST_CASE("a variable that is not set and a file that is not there are findings at their place") {
    Findings findings;
    expanded("a: ${NONE}\nb: ${file:/nowhere}\nc: ${OPEN\n", {}, findings);
    CHECK(codes(findings) == std::vector<std::string>{"variable-unset@1:4", "variable-file@2:4", "variable-syntax@3:4"});
}

TEST_CASE("a finding never quotes the value of a variable or of a secret file") {
    routes::testing::FakeMachine machine;
    machine.files["/run/secrets/word"] = "hemmelig\n";
    Findings findings;
    const auto node = expanded("n: ${file:/run/secrets/word}\n", machine, findings);
    Section section(node, "test", findings);
    section.number("n", 1, 1, 9);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].text == "n is \"${file:/run/secrets/word}\"");
}

TEST_CASE("an unknown key names the nearest known one") {
    Findings findings;
    const auto node = read_yaml("recieves: 1\nzebra: 2\n", "x.yaml", findings);
    Section section(*node, "partner a", findings);
    section.node("receives");
    section.node("sends");
    section.finish();
    REQUIRE(findings.size() == 2);
    CHECK(to_string(findings[0]) == "x.yaml:1:1: error: partner a has no key \"recieves\" [unknown-key]; did you mean \"receives\"?");
    CHECK(findings[1].right == "one of: receives, sends");
}

TEST_CASE("durations and sizes are read with their units and nothing else") {
    CHECK(duration_from("500ms") == Milliseconds(500));
    CHECK(duration_from("72h") == std::chrono::hours(72));
    CHECK(duration_from("3d") == std::chrono::days(3));
    for (const auto* bad : {"", "5", "h", "-1s", "1 h", "1.5h", "9999999999s", "5min"}) CHECK_FALSE(duration_from(bad));
    CHECK(size_from("100MB") == 100'000'000);
    CHECK(size_from("16KiB") == 16384);
    CHECK(size_from("17") == 17);
    for (const auto* bad : {"", "MB", "1 MB", "1TB", "-1"}) CHECK_FALSE(size_from(bad));
}

TEST_CASE("a finding as JSON escapes what it quotes") {
    const Finding finding{Severity::warning, "bad-value", {"a\"b.yaml", {3, 7}}, "x is \"y\"\n", ""};
    CHECK(to_json(finding) ==
          R"({"severity":"warning","code":"bad-value","file":"a\"b.yaml","line":3,"column":7,"text":"x is \"y\"\u000a","right":""})");
}
