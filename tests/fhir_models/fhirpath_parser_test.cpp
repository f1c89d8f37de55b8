// FHIRPath is read as its grammar says: precedence, literals, and mistakes with their place.
#include "fhir_models/fhirpath/syntax.hpp"
#include "fhir_models/xml/xml_reader.hpp"
#include "tests/support/shared.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::fhir;
using namespace stafet::fhir::fhirpath;

namespace {

/// The parts with every nesting shown: "(+ 1 (* 2 3))".
std::string shown(const Syntax& expression, const Part& part) {
    std::string out = part.text.empty() ? std::string("_") : part.text;
    if (part.kind == PartKind::index) out = "[]";
    if (part.kind == PartKind::function) out += part.has_focus ? "." : "()";
    if (part.operands.empty()) return out;
    for (const auto operand : part.operands) out += " " + shown(expression, expression.parts[operand]);
    return "(" + out + ")";
}

std::string parsed(std::string_view source) {
    const auto outcome = parse(source);
    REQUIRE_MESSAGE(outcome.syntax, std::string(source));
    return shown(*outcome.syntax, outcome.syntax->root());
}

std::string refused(std::string_view source) {
    const auto outcome = parse(source);
    REQUIRE_MESSAGE(outcome.issues.size() == 1, std::string(source));
    return std::to_string(outcome.issues.front().at.line) + ":" + std::to_string(outcome.issues.front().at.column);
}

/// The expressions of HL7's suite with what they say of themselves.
class Suite final : public XmlHandler {
   public:
    int read = 0;
    int refused = 0;
    void start(std::string_view, std::string_view name, const std::vector<XmlAttribute>& attributes, std::size_t) override {
        inside_ = name == "expression";
        text_.clear();
        invalid_.clear();
        for (const auto& a : attributes)
            if (inside_ && a.name == "invalid") invalid_ = a.value;
    }
    void end(std::string_view, std::string_view name, std::size_t) override {
        if (name != "expression") return;
        inside_ = false;
        CAPTURE(text_);
        const bool expression = parse(text_).syntax.has_value();
        // What is wrong only when it is evaluated may be refused already here: @T14:34:28Z, as a time has no zone.
        if (invalid_.empty()) CHECK(expression);
        if (invalid_ == "syntax") CHECK_FALSE(expression);
        ++(expression ? read : refused);
    }
    void text(std::string_view utf8, std::size_t) override {
        if (inside_) text_ += utf8;
    }

   private:
    bool inside_ = false;
    std::string text_;
    std::string invalid_;
};

}  // namespace

TEST_CASE("FHIRPath operators bind as the grammar says") {
    CHECK(parsed("1 + 2 * 3") == "(+ 1 (* 2 3))");
    CHECK(parsed("1 - 2 - 3") == "(- (- 1 2) 3)");
    CHECK(parsed("a or b and c implies d") == "(implies (or a (and b c)) d)");
    CHECK(parsed("a | b = c") == "(= (| a b) c)");
    CHECK(parsed("a is B.C and d as E") == "(and (is a B.C) (as d E))");
    CHECK(parsed("1 + a is Integer") == "(is (+ 1 a) Integer)");
    CHECK(parsed("-a.b[0]") == "(- ([] (b a) 0))");
    CHECK(parsed("'x' in a.b contains {}") == "(contains (in x (b a)) _)");
    CHECK(parsed("(1 + 2) * 3") == "(* (+ 1 2) 3)");
}

TEST_CASE("FHIRPath paths, functions, constants and literals are read") {
    CHECK(parsed("entry.resource.ofType(Provenance).exists()") == "(exists. (ofType. (resource entry) Provenance))");
    CHECK(parsed("iif($this > 1, %resource, %`vs-x`)") == "(iif() (> $this 1) resource vs-x)");
    CHECK(parsed("4 days + 1.5 'mg'") == "(+ (days 4) (mg 1.5))");
    CHECK(parsed("@2026-11-22T10:15:00.5+01:00 > @T10:15") == "(> 2026-11-22T10:15:00.5+01:00 10:15)");
    CHECK(parsed(R"('a\'\n\u00e6')") == "a'\n\xC3\xA6");
    CHECK(parsed("contains.as.is.`div`") == "(div (is (as contains)))");
    CHECK(parsed("a // comment\n /* another */ .b") == "(b a)");
}

TEST_CASE("A FHIRPath mistake is pointed at") {
    CHECK(refused("") == "1:1");
    CHECK(refused("a.") == "1:3");
    CHECK(refused("a +\n + ") == "2:4");
    CHECK(refused("a b") == "1:3");
    CHECK(refused("(a") == "1:3");
    CHECK(refused("'abc") == "1:1");
    CHECK(refused("'a\\q'") == "1:3");
    CHECK(refused("a ? b") == "1:3");
    CHECK(refused("2 /* x") == "1:3");
    CHECK(refused("@26-1") == "1:1");
    CHECK(refused("a.$this") == "1:3");
    CHECK(refused("$that") == "1:1");
    CHECK(refused("f(a,)") == "1:5");
    CHECK(refused("{a}") == "1:2");
    CHECK(refused("a is") == "1:5");
}

TEST_CASE("FHIRPath expressions are bounded") {
    CHECK_FALSE(parse(std::string(10'000, '(')).syntax);
    CHECK_FALSE(parse(std::string(10'000, '-') + "1").syntax);
    CHECK_FALSE(parse(std::string(70'000, ' ') + "1").syntax);
    CHECK(parse(std::string(50, '(') + "1" + std::string(50, ')')).syntax);
    std::string chain = "a";
    for (int i = 0; i < 5'000; ++i) chain += ".b";
    CHECK(parse(chain).syntax);
}

TEST_CASE("HL7's FHIRPath suite: what is an expression is read, what is none is refused") {
    const auto file = testing::shared("suites/fhirpath-r4/tests-fhir-r4.xml", "937 FHIRPath expressions");
    if (!file) return;
    Suite suite;
    CHECK(read_xml_events(testing::read_file(*file), suite).empty());
    CHECK(suite.read > 900);
    CHECK(suite.refused >= 2);
}
