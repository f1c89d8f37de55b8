// Narratives, harmful texts, attachments and signatures.
#include "fhir_models/fhirpath/html_checks.hpp"
#include "fhir_models/validation/text_security.hpp"
#include "tests/fhir_models/told.hpp"

using stafet::Severity;
using stafet::fhir::holds_html;
using stafet::fhir::Strictness;
using stafet::fhir::testing::told;

namespace {

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '"' ? "\\\"" : c == '\n' ? "\\n" : std::string(1, c);
    return out;
}

std::string div(const std::string& inside, const std::string& attributes = "") {
    return "<div xmlns=\"http://www.w3.org/1999/xhtml\"" + attributes + ">" + inside + "</div>";
}

std::string patient(const std::string& narrative, const std::string& rest = "") {
    return R"({"resourceType":"Patient",)" + rest + R"("text":{"status":"generated","div":")" + escaped(narrative) + "\"}}";
}

/// Codes of what is wrong with the inside of a div.
std::string codes(const std::string& inside) {
    std::string all = told(patient(div(inside)));
    for (auto at = all.find(" Patient.text.div"); at != std::string::npos; at = all.find(" Patient.text.div")) all.erase(at, 17);
    return all;
}

}  // namespace

TEST_CASE("Ordinary xhtml is a narrative") {
    CHECK(codes("Nancy") == "");
    CHECK(codes("<p>Blodtryk <b>målt</b> &lt; 140 &#248; &#xF8;</p><!-- note --><br/><hr/>") == "");
    CHECK(codes("<table class=\"grid\"><caption>x</caption><thead><tr><th "
                "colspan=\"2\">a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>") == "");
    CHECK(codes("<ul><li><p>a</p><ol><li>b</li></ol></li></ul><dl><dt>a</dt><dd>b</dd></dl>") == "");
    CHECK(codes("<a href=\"https://a.dk/?a=b&amp;c=d\" title='x'>a</a><a name=\"here\">b</a><img src=\"https://a.dk/x.png\" alt=\"\"/>") ==
          "");
    CHECK(codes("<div><span style=\"color:red\" id=\"x\">a</span></div><a href=\"#x\">x</a>") == "");
    CHECK(codes("<u>understreget</u>") == "");
}

TEST_CASE("What a narrative may not contain is named") {
    CHECK(codes("<script>alert(1)</script>") == "error narrative-element");
    CHECK(codes("<form></form>") == "error narrative-element");
    CHECK(codes("<iframe src=\"https://a.dk\"/>") == "error narrative-attribute; error narrative-element");
    CHECK(codes("<p onclick=\"x()\">a</p>") == "error narrative-attribute");
    CHECK(codes("<p>&nbsp;a</p>") == "error narrative-entity");
    CHECK(codes("<p>a & b</p>") == "error narrative-entity");
    CHECK(codes("<a href=\"javascript:x()\">a</a>") == "error narrative-script");
    CHECK(codes("<a href=\"urn:uuid:c757873d-ec9a-4326-a141-556f43239520\">a</a>") == "error narrative-link");
    CHECK(codes("<a href=\"\">a</a>") == "error narrative-url");
    CHECK(codes("<a href=\"https://a.dk/a b\">a</a>") == "error narrative-url");
    CHECK(codes("<img src=\"data:image/png;base64\"/>") == "error narrative-url");
    CHECK(codes("<img src=\"data:image/png;base64,AAAA\"/>") == "");
}

TEST_CASE("The structure of xhtml is checked") {
    CHECK(codes("<p><div>a</div></p>") == "error narrative-structure");
    CHECK(codes("<p><ul><li>a</li></ul></p>") == "error narrative-structure");
    CHECK(codes("<b><i><b>a</b></i></b>") == "error narrative-structure");
    CHECK(codes("<ul>a</ul>") == "error narrative-structure");
    CHECK(codes("<ul><p>a</p></ul>") == "error narrative-structure");
    CHECK(codes("<li>a</li>") == "error narrative-structure");
    CHECK(codes("<table><td>a</td></table>") == "error narrative-structure");
    CHECK(codes("<br><b>a</b></br>") == "error narrative-structure");
}

TEST_CASE("Broken xhtml is found, and costs no more than sound") {
    for (const std::string broken :
         {"<p>a", "a</p>", "<p>a</b>", "<p class=x>a</p>", "<p class>a</p>", "a<", "<p a=\"<\">a</p>", "<!-- a", "<p/ >"})
        CHECK_MESSAGE(codes(broken).find("narrative-not-well-formed") != std::string::npos, broken);
    CHECK(told(patient("<div xmlns=\"http://www.w3.org/1999/xhtml\"/><div/>")) == "error narrative-not-well-formed Patient.text.div");
    CHECK(told(patient("<div>a</div>")) == "error narrative-namespace Patient.text.div");
    CHECK(told(patient("<p xmlns=\"http://www.w3.org/1999/xhtml\">a</p>")) == "error narrative-root Patient.text.div");
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<div>";
    CHECK(codes(deep) == "error narrative-too-deep");
    std::string many;
    for (int i = 0; i < 10'000; ++i) many += "<x/>";
    CHECK(stafet::fhir::testing::validated(patient(div(many))).size() <= 50);
}

TEST_CASE("Links of a narrative lead to an id of the resource") {
    CHECK(codes("<a href=\"#n\">a</a>") == "error link-not-found");
    CHECK(codes("<a href=\"#\">top</a>") == "");
    CHECK(codes("<img src=\"#n\"/>") == "error link-not-found");
    CHECK(codes("<p id=\"n\">a</p><p id=\"n\">b</p><a href=\"#n\">a</a>") == "warning link-ambiguous; warning narrative-id-repeated");
    CHECK(told(patient(div("<a href=\"#n\">a</a>"), R"("name":[{"id":"n","family":"Berggren"}],)")) == "");
    CHECK(told(patient(div("<a href=\"#p\">a</a>"), R"("contained":[{"resourceType":"Person","id":"p"}],)")) == "");
    // Another resource of the Bundle counts as well.
    CHECK(told(R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:x:1","resource":)" +
               patient(div("<a href=\"#n\">a</a>")) + R"(},{"fullUrl":"urn:x:2","resource":{"resourceType":"Person","id":"n"}}]})") == "");
}

TEST_CASE("The narrative is in the language of the resource") {
    const auto danish = [](const std::string& narrative) { return told(patient(narrative, R"("language":"da",)")); };
    CHECK(danish(div("a", " lang=\"da\" xml:lang=\"da\"")) == "");
    CHECK(danish(div("a")) == "warning narrative-language Patient.text.div");
    CHECK(danish(div("a", " lang=\"en\" xml:lang=\"en\"")) == "warning narrative-language Patient.text.div");
    CHECK(danish(div("<div lang=\"da\" xml:lang=\"da\">a</div><div lang=\"en\" xml:lang=\"en\">b</div>")) == "");
    CHECK(codes("a<div lang=\"da\" xml:lang=\"da\">b</div>") == "warning narrative-language");
}

TEST_CASE("Text that looks like HTML is told of, as strictly as asked") {
    for (const std::string html : {"<b>x</b>", "a <script src=x>", "<img src=x onerror=y()>"}) CHECK_MESSAGE(holds_html(html), html);
    for (const std::string plain : {"", "a < b and c > d", "<5 mmol", "B <b@a.dk>", "<", ">", "<<<", "x > <"})
        CHECK_FALSE_MESSAGE(holds_html(plain), plain);
    CHECK_FALSE(holds_html(std::string(1'000'000, '<') + ">"));
    const std::string name = R"({"resourceType":"Patient","name":[{"text":"<b>Nancy</b>"}]})";
    const std::string markdown = R"({"resourceType":"ValueSet","status":"draft","description":"<b>x</b>"})";
    CHECK(told(name) == "");
    CHECK(told(name, Severity::information) == "information text-html Patient.name[0].text");
    CHECK(told(name, Severity::warning, {.embedded_html = Severity::error}) == "error text-html Patient.name[0].text");
    CHECK(told(markdown, Severity::information) == "");
    CHECK(told(markdown, Severity::warning, {.embedded_html = Severity::error, .html_in_markdown = true}) ==
          "error text-html ValueSet.description");
    CHECK(told("{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"a\xE2\x80\xAE"
               "b\"}]}") == "warning text-direction Patient.name[0].text");
    CHECK(told("{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"a\xE2\x80\xAE"
               "b\xE2\x80\xAC\"}]}") == "");
}

TEST_CASE("An attachment has the size that it says") {
    const auto photo = [](const std::string& content) { return told(R"({"resourceType":"Patient","photo":[{)" + content + "}]}"); };
    CHECK(photo(R"("contentType":"text/plain","data":"TmFuY3k=","size":5)") == "");
    CHECK(photo(R"("contentType":"text/plain","data":"TmFuY3k=","size":6)") == "error attachment-size Patient.photo[0]");
    CHECK(photo(R"("contentType":"text/plain","data":"TmFu Y3k=","size":5)") == "warning base64-space Patient.photo[0].data");
    CHECK(photo(R"("contentType":"text/plain","data":"TmFuY3k","size":5)") == "error value-format Patient.photo[0].data");
    CHECK(photo(R"("title":"x")") == "warning attachment-empty Patient.photo[0]");
    CHECK(photo(R"("url":"https://a.dk/x","size":5)") == "");
}

TEST_CASE("A signature is looked at, and said to be unverified") {
    const auto signature = [](const std::string& rest) {
        return told(
            R"({"resourceType":"Bundle","type":"collection","signature":{"type":[{"system":"urn:x:y","code":"1"}],"when":"2026-11-22T10:15:00Z","who":{"display":"x"})" +
                rest + "}}",
            Severity::information);
    };
    CHECK(signature("") == "");
    // {"alg":"ES256"} and so on: header..signature
    CHECK(signature(R"(,"sigFormat":"application/jose","data":"ZXlKaGJHY2lPaUpGVXpJMU5pSjkuLmFiYw==")") ==
          "information signature-not-verified Bundle.signature");
    CHECK(signature(R"(,"sigFormat":"application/jose","data":"TmFuY3k=")") ==
          "information signature-not-verified Bundle.signature; warning signature-malformed Bundle.signature");
    CHECK(signature(R"(,"data":"TmFuY3k=")") ==
          "information signature-not-verified Bundle.signature; warning signature-format-missing Bundle.signature");
}
