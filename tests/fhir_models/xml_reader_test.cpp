// The Expat wrapper: what every XML format of Stafet gets, and what it never sees.
#include "fhir_models/xml/xml_reader.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace stafet;
using namespace stafet::fhir;

namespace {

/// Writes the events down: "<ns:name@offset a=v>", text, "</name@offset after>".
class Recorder final : public XmlHandler {
   public:
    std::string log;
    void start(std::string_view ns, std::string_view name, const std::vector<XmlAttribute>& attributes, std::size_t offset) override {
        log += "<" + std::string(ns) + ":" + std::string(name) + "@" + std::to_string(offset);
        for (const auto& a : attributes) log += " " + std::string(a.name) + "=" + std::string(a.value);
        log += ">";
    }
    void end(std::string_view, std::string_view name, std::size_t after) override {
        log += "</" + std::string(name) + "@" + std::to_string(after) + ">";
    }
    void text(std::string_view utf8, std::size_t) override { log += utf8; }
};

std::string events(std::string_view xml) {
    Recorder recorder;
    const auto issues = read_xml_events(xml, recorder);
    CHECK(issues.empty());
    return recorder.log;
}

std::string refused(std::string_view xml, const ReadLimits& limits = {}) {
    Recorder recorder;
    const auto issues = read_xml_events(xml, recorder, limits);
    REQUIRE(issues.size() == 1);
    CHECK(issues.front().severity == Severity::fatal);
    return issues.front().code + "@" + std::to_string(issues.front().at.line) + ":" + std::to_string(issues.front().at.column);
}

}  // namespace

TEST_CASE("Events carry namespaces, attributes, text and byte offsets") {
    CHECK(events(R"(<a xmlns="u" x="1" xml:id="i"><b/>t&amp;&#230;</a>)") ==
          "<u:a@0 x=1 http://www.w3.org/XML/1998/namespace|id=i><u:b@30></b@34>t&\xC3\xA6</a@50>");
}

TEST_CASE("UTF-8, ISO-8859-1 and windows-1252 are decoded; offsets stay those of the source") {
    CHECK(events("<a>\xC3\xA6</a>") == "<:a@0>\xC3\xA6</a@9>");
    CHECK(events("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE6<b/></a>") == "<:a@43>\xC3\xA6<:b@47></b@51></a@55>");
    CHECK(events("<?xml version='1.0' encoding='Windows-1252'?><a>\x80\xE6<b/></a>") == "<:a@45>\xE2\x82\xAC\xC3\xA6<:b@50></b@54></a@58>");
    CHECK(events("<?xml version='1.0' encoding='US-ASCII'?><a>x</a>") == "<:a@41>x</a@49>");
}

TEST_CASE("Another encoding, a byte outside the declared one and UTF-16 are refused") {
    CHECK(refused("<?xml version='1.0' encoding='EBCDIC-DK'?><a/>").starts_with("xml-encoding@1:"));
    CHECK(refused("<?xml version='1.0' encoding='UTF-8'?><a>\xE6</a>").starts_with("xml-encoding@1:"));
    CHECK(refused(std::string_view("\xFF\xFE<\0a\0", 6)) == "xml-encoding@1:1");
    CHECK(refused("<?xml version='1.0' encoding='windows-1252'?><a>\x81</a>").starts_with("xml-encoding@1:"));
}

TEST_CASE("A DTD is refused and no entity is ever expanded") {
    CHECK(refused("<!DOCTYPE a [<!ENTITY b \"bbbb\">]>\n<a>&b;</a>").starts_with("xml-dtd@1:"));
    CHECK(refused("<?xml version='1.0'?>\n<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>").starts_with("xml-dtd@2:"));
    CHECK(refused("<a>\n&nbsp;</a>") == "xml-entity@2:1");
}

TEST_CASE("What is not well-formed is refused with its place") {
    CHECK(refused("") == "xml-not-well-formed@1:1");
    CHECK(refused("<a>\n<b></a>").starts_with("xml-not-well-formed@2:"));
    CHECK(refused("<a/>x").starts_with("xml-not-well-formed@1:"));
    CHECK(refused("<a x='1' x='2'/>").starts_with("xml-not-well-formed@1:"));
    CHECK(refused("<p:a/>").starts_with("xml-not-well-formed@1:"));
}

TEST_CASE("Depth, size and the number of elements are bounded") {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    CHECK(refused(deep) == "too-deep@1:193");
    CHECK(refused("<a/>", {.max_bytes = 3}) == "too-large@1:1");
    CHECK(refused("<a><b/><b/></a>", {.max_nodes = 2}) == "too-many-elements@1:8");
}
