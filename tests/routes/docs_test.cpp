#include "routes/lint/lint.hpp"
#include "routes/partners/validation_reader.hpp"
#include "routes/rules/condition.hpp"
#include "routes/yaml/yaml_reader.hpp"
#include "tests/routes/fixture.hpp"
#include "tests/support/shared.hpp"

#include <doctest/doctest.h>
#include <re2/re2.h>

#include <set>

using namespace stafet;
using namespace stafet::routes;
using namespace stafet::routes::testing;

namespace {

const std::string& page() {
    static const std::string text = stafet::testing::read_file("docs/routes.md");
    return text;
}

/// The contents of every block that opens with ``` and `language` alone.
std::vector<std::string> blocks(const std::string& language) {
    std::vector<std::string> found;
    const std::string open = "\n```" + language + "\n";
    for (auto at = page().find(open); at != std::string::npos; at = page().find(open, at + 1)) {
        const auto start = at + open.size();
        found.push_back(page().substr(start, page().find("\n```", start) + 1 - start));
    }
    return found;
}

std::set<std::string> codes_in(const std::string& source) {
    static const re2::RE2 given(
        R"re((?:add\(|refuse\(|findings, |findings_, |Severity::\w+, |IssueType::\w+,)\s*(?:Severity::\w+, )?"([a-z]+(?:-[a-z]+)+)")re");
    std::set<std::string> found;
    re2::StringPiece rest(source);
    for (std::string code; re2::RE2::FindAndConsume(&rest, given, &code);) found.insert(code);
    return found;
}

}  // namespace

TEST_CASE("docs/routes.md: the whole configuration reads and lints without a finding") {
    REQUIRE(blocks("yaml").size() == 1);
    const auto loaded = load_text(blocks("yaml")[0]);
    for (const auto& f : loaded.findings) MESSAGE(to_string(f));
    CHECK(loaded.findings.empty());
    const auto more = lint(loaded.configuration, [](const Format&, const Format&, std::string_view) { return true; });
    for (const auto& f : more) MESSAGE(to_string(f));
    CHECK(more.empty());
}

TEST_CASE("docs/routes.md: the condition reads without a finding") {
    REQUIRE(blocks("yaml when").size() == 1);
    Findings findings;
    const auto node = read_yaml(blocks("yaml when")[0], "docs", findings);
    REQUIRE(node);
    const auto condition = read_condition(*node, findings);
    for (const auto& f : findings) MESSAGE(to_string(f));
    CHECK(findings.empty());
    CHECK(condition.parts.size() == 8);
}

TEST_CASE("docs/routes.md: the condition in FHIRPath reads without a finding") {
    REQUIRE(blocks("yaml when-text").size() == 1);
    Findings findings;
    const auto node = read_yaml(blocks("yaml when-text")[0], "docs", findings);
    REQUIRE(node);
    const auto condition = read_condition(*node, findings);
    for (const auto& f : findings) MESSAGE(to_string(f));
    CHECK(findings.empty());
    CHECK(asks_fhir(condition));
}

TEST_CASE("docs/routes.md: every form of validation and the packages read without a finding") {
    REQUIRE(blocks("yaml partner").size() == 2);
    for (const auto& block : blocks("yaml partner")) {
        Findings findings;
        const auto node = read_yaml(block, "docs", findings);
        REQUIRE(node);
        read_validation(node->entries.front().value, usual_validation("sygehus"), findings);
        for (const auto& f : findings) MESSAGE(to_string(f));
        CHECK(findings.empty());
    }
    REQUIRE(blocks("yaml packages").size() == 1);
    const auto loaded = load_text(blocks("yaml packages")[0] + good_gateway);
    for (const auto& f : loaded.findings) MESSAGE(to_string(f));
    CHECK(loaded.findings.empty());
    REQUIRE(loaded.configuration.packages.size() == 2);
    CHECK(loaded.configuration.packages[1].file == "packages/site.definitions");
}

TEST_CASE("docs/routes.md: every code that the sources of this room can give is on the page") {
    std::size_t seen = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator("routes")) {
        if (file.path().extension() != ".cpp") continue;
        for (const auto& given : codes_in(stafet::testing::read_file(file.path()))) {
            ++seen;
            CHECK_MESSAGE(page().find('`' + given + '`') != std::string::npos, given << " of " << file.path().string());
        }
    }
    CHECK(seen > 50);
}
