#include "fhir_models/fhirpath/html_checks.hpp"
#include "fhir_models/fhirpath/plain_narrative.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using stafet::fhir::fhirpath::is_allowed_narrative;
using stafet::fhir::fhirpath::is_plain_narrative;

namespace {

std::string div(const std::string& content) { return "<div xmlns=\"http://www.w3.org/1999/xhtml\">" + content + "</div>"; }

}  // namespace

TEST_CASE("Ordinary narratives are seen as allowed without an XML reader") {
    for (const std::string& text :
         {div("Nancy"), div("<p>Blodtryk <b>120/80</b><br/>målt&nbsp;i &lt;hjemmet&gt;</p>"), div("<img src='#a' alt=\"x > y\" />"),
          div("<table class=\"grid\" border='1'><tr><td colspan=\"2\">a</td></tr></table>"),
          std::string("<div xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"da\" lang=\"da\"><h3 >x</h3\n></div>")}) {
        CAPTURE(text);
        CHECK(is_plain_narrative(text));
        CHECK(is_allowed_narrative(text));
    }
}

TEST_CASE("What a narrative may not hold is not plain either") {
    const std::string root = "<div xmlns=\"http://www.w3.org/1999/xhtml\"";
    for (const std::string& text : {std::string(),
                                    root,
                                    root + ">",
                                    root + "/>",
                                    div(""),
                                    div(" \n"),
                                    div("<script>x</script>"),
                                    div("<p onclick=\"x\">y</p>"),
                                    div("<p>x"),
                                    div("x</p>"),
                                    div("<p>x</b>"),
                                    div("a ]]> b"),
                                    div("&nbsp"),
                                    div("& x"),
                                    div("<p class=\"a\" class=\"b\">x</p>"),
                                    div("<p class=a>x</p>"),
                                    div("<p class=\"<\">x</p>"),
                                    div("<P>x</P>"),
                                    div("\x01"),
                                    div("\xEF\xBF\xBE"),
                                    div("\xC3("),
                                    div("x") + "y",

                                    root + " class=\"a\"id=\"b\">x</div>",
                                    div("<p/ >x"),
                                    div("< p>x</p>")}) {
        CAPTURE(text);
        CHECK_FALSE(is_plain_narrative(text));
        CHECK_FALSE(is_allowed_narrative(text));
    }
}

TEST_CASE("Whatever becomes of a narrative, the quick look allows nothing that the XML reader does not") {
    const std::vector<std::string> parts{"<p>",
                                         "</p>",
                                         "<br/>",
                                         "<b class=\"x\">",
                                         "</b>",
                                         "<img src='#a'/>",
                                         "<script>",
                                         "&amp;",
                                         "&nbsp;",
                                         "&#160;",
                                         "&",
                                         "<",
                                         ">",
                                         "\"",
                                         "'",
                                         "/",
                                         "]]>",
                                         "<!--x-->",
                                         "å",
                                         "text",
                                         " ",
                                         "\t",
                                         "\x02",
                                         "\xEF\xBF",
                                         "\xBF",
                                         "<div>",
                                         "</div>",
                                         " id=\"a\"",
                                         " xmlns",
                                         "=",
                                         "<a",
                                         "<td ",
                                         "xml:lang=\"da\"",
                                         "<![CDATA[",
                                         "<?x ?>",
                                         "<p onload=\"x\">",
                                         "<p\n>"};
    std::mt19937 random(1);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    std::size_t plain = 0;
    for (int round = 0; round < 40'000; ++round) {
        std::string text = div(round % 3 ? "<p>x</p>" : "<b class=\"c\">x</b> y <br/>");
        for (auto changes = 1 + below(4); changes > 0; --changes) {
            const auto at = below(text.size());
            if (below(3) == 0)
                text.erase(at, 1 + below(3));
            else
                text.insert(round % 2 ? text.find('>') + 1 : at, parts[below(parts.size())]);
        }
        if (!is_plain_narrative(text)) continue;
        ++plain;
        CAPTURE(text);
        REQUIRE(is_allowed_narrative(text));
    }
    CHECK(plain > 1000);
}
