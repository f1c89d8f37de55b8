#include "adapters/mapping/formatted_text.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace stafet;
using namespace stafet::mapping;

namespace {

/// A letter's element from a list of children: "#text:words", "Break", "Bold:words", ...
struct Element {
    fhir::Tree tree;
    fhir::Node& node() { return *tree.root().first; }
    Element() { tree.append(tree.root(), "Text01"); }
    Element& add(std::string_view name, std::string_view words = {}) {
        if (name == "#text")
            tree.append(node(), name, words);
        else if (words.empty())
            tree.append(node(), name);
        else
            tree.append(node(), name, words);
        return *this;
    }
};

FormattedText text_of(std::initializer_list<std::pair<std::string_view, std::string_view>> children, FormattedTextNotes* notes = nullptr) {
    Element element;
    for (const auto& [name, words] : children) element.add(name, words);
    return from_letter(element.node(), notes);
}

std::string plain_of(std::initializer_list<std::pair<std::string_view, std::string_view>> children) { return to_plain(text_of(children)); }

Element written(const FormattedText& text, FormattedTextNotes* notes = nullptr) {
    Element element;
    to_letter(text, element.tree, element.node(), notes);
    return element;
}

/// Any text the model can hold; `nested` also styles and alignments that a letter cannot write.
FormattedText random_text(std::mt19937& random, bool nested) {
    static const std::vector<std::string> words{"Na", " ", "  ", "138", "æøå", "a b", " x", "y ", "<Teste>", "&amp;", "µg/l", "-"};
    const auto up_to = [&](unsigned n) { return static_cast<unsigned>(random() % (n + 1)); };
    FormattedText text;
    text.lines.resize(up_to(6));
    for (Line& line : text.lines) {
        line.align = static_cast<Align>(up_to(3) % 3);
        const bool fixed_line = up_to(1);
        for (unsigned runs = up_to(4); runs > 0; --runs) {
            Style style{up_to(3) == 0, false, false, up_to(2) == 0};
            if (nested || !style.bold) style.italic = up_to(3) == 0;
            if (nested || (!style.bold && !style.italic)) style.underline = up_to(3) == 0;
            if (!nested && line.align != Align::left) style = {false, false, false, fixed_line};
            const std::string& word = words[random() % words.size()];
            if (!line.runs.empty() && line.runs.back().style == style)
                line.runs.back().text += word;
            else
                line.runs.push_back({word, style});
        }
    }
    if (text.lines.size() == 1 && text.lines[0].align == Align::left && text.lines[0].runs.empty()) text.lines.clear();
    return text;
}

}  // namespace

TEST_CASE("white space between words collapses, Break is a line feed, Space a blank") {
    CHECK(
        plain_of({{"#text", "\n\t  Hej  med\n dig "}, {"Break", ""}, {"#text", "\n a"}, {"Space", ""}, {"Space", ""}, {"#text", "b\n"}}) ==
        "Hej med dig\na  b");
    CHECK(plain_of({{"Break", ""}, {"#text", "x"}, {"Break", ""}}) == "\nx\n");
    CHECK(plain_of({}) == "");
}

TEST_CASE("blanks in FixedFont are kept, so columns stay columns") { CHECK(plain_of({{"FixedFont", "Na  138\n  K"}}) == "Na  138 K"); }

TEST_CASE("inline styles stay on their line, Right and Center are lines of their own") {
    const auto text =
        text_of({{"#text", "a "}, {"Bold", "b"}, {"#text", " c"}, {"Right", "r"}, {"Center", "m"}, {"Break", ""}, {"#text", "z"}});
    CHECK(to_plain(text) == "a b c\nr\nm\nz");
    CHECK(text.lines[0].runs[1].style.bold);
    CHECK(text.lines[1].align == Align::right);
    CHECK(text.lines[2].align == Align::center);
    CHECK(text.lines[3].align == Align::left);
}

TEST_CASE("formatting tags sent as text are understood, other angle brackets are left alone") {
    FormattedTextNotes notes;
    const auto text = text_of({{"#text", "<Bold>fed</Bold><Break/>noget<Space/>med<Break />< Break/> <Teste>"}}, &notes);
    CHECK(to_plain(text) == "fed\nnoget med\n< Break/> <Teste>");
    CHECK(text.lines[0].runs[0].style.bold);
    CHECK(notes.escaped_tags);
    notes = {};
    CHECK(to_plain(text_of({{"#text", "<Teste><Teste noget mere>"}}, &notes)) == "<Teste><Teste noget mere>");
    CHECK_FALSE(notes.escaped_tags);
}

TEST_CASE("escaped tags that are never closed or never opened do no harm") {
    CHECK(plain_of({{"#text", "</Bold>a<Italic>b<Right>c"}, {"#text", "<Break"}}) == "ab\nc<Break");
}

TEST_CASE("plain text becomes lines and back, whatever its line ends") {
    CHECK(to_plain(from_plain("a\r\nb\rc\n\nd")) == "a\nb\nc\n\nd");
    CHECK(to_plain(from_plain("")) == "");
    CHECK(to_plain(from_plain("tab\there\x01")) == "tab here");
}

TEST_CASE("words without formatting are written as a plain value") {
    CHECK(written(from_plain("blot tekst")).node().value == "blot tekst");
    CHECK(written(from_plain("blot tekst")).node().first == nullptr);
}

TEST_CASE("a letter gets no nesting that its schema forbids") {
    FormattedTextNotes notes;
    FormattedText text{{{Align::left, {{"x", {true, true, true, true}}}}, {Align::right, {{"y", {true, false, false, false}}}}}};
    Element element = written(text, &notes);
    CHECK(notes.styles_dropped);
    const auto* fixed = element.node().first;
    REQUIRE(fixed->name == "FixedFont");
    CHECK(fixed->first->name == "Bold");
    CHECK(fixed->first->text("#text") == "x");
    CHECK(element.node().child("Right")->text("#text") == "y");
    CHECK(element.node().child("Right")->child("Bold") == nullptr);
}

TEST_CASE("property: letter -> text -> letter keeps every line, run, style and blank") {
    std::mt19937 random(1);
    for (int i = 0; i < 3000; ++i) {
        const FormattedText text = random_text(random, false);
        FormattedTextNotes notes;
        CHECK(from_letter(written(text, &notes).node()) == text);
        CHECK_FALSE(notes.styles_dropped);
    }
}

TEST_CASE("property: xhtml carries every text, also what a letter cannot nest") {
    std::mt19937 random(2);
    for (int i = 0; i < 3000; ++i) {
        const FormattedText text = random_text(random, true);
        CHECK(from_xhtml(to_xhtml(text)) == text);
    }
}

TEST_CASE("property: a letter keeps the words even of text it cannot nest") {
    std::mt19937 random(3);
    for (int i = 0; i < 3000; ++i) {
        const FormattedText text = random_text(random, true);
        CHECK(to_plain(from_letter(written(text).node())) == to_plain(text));
    }
}

TEST_CASE("xhtml of a narrative uses FHIR's elements only") {
    FormattedText text{{{Align::left, {{"a & <b>  ", {}}, {"c", {true, false, true, true}}}}, {Align::right, {{"d", {}}}}}};
    CHECK(to_xhtml(text) ==
          "<div xmlns=\"http://www.w3.org/1999/xhtml\">a &amp; &lt;b&gt;\xC2\xA0\xC2\xA0<tt><b><span style=\"text-decoration: "
          "underline\">c</span></b></tt>"
          "<p style=\"text-align: right\">d</p></div>");
}

TEST_CASE("lists, tables, headings and links of other systems become lines") {
    CHECK(to_plain(from_xhtml("<div xmlns=\"http://www.w3.org/1999/xhtml\"> <h1>Plan</h1>\n<ul><li>Gang</li>\n<li>Kost</li></ul>"
                              "<table><tr><th>Na</th><td>138</td></tr><tr><td>K</td><td>4.1</td></tr></table>"
                              "<p>se <a href=\"https://example.org/x\">her</a> &#248;l&nbsp;&quot;x&quot; &ukendt;</p></div>")) ==
          "Plan\n- Gang\n- Kost\nNa  138\nK  4.1\nse her (https://example.org/x) øl \"x\" &ukendt;");
}

TEST_CASE("broken xhtml loses no words and runs no script") {
    CHECK(to_plain(from_xhtml("<div><b>a</i><p>b<script>x</script></div> c <")) == "a\nb\nc <");
    CHECK(to_plain(from_xhtml("no markup & at all")) == "no markup & at all");
    CHECK(to_plain(from_xhtml("<div><!-- hidden --><![CDATA[1 < 2]]></div>")) == "1 < 2");
    CHECK(to_plain(from_xhtml("<div>&#xD800;&#99999999;&#x1F600;</div>")) == "\xEF\xBF\xBD\xEF\xBF\xBD\xF0\x9F\x98\x80");
}

TEST_CASE("long text is split at lines, then at blanks, then hard, and every part fits") {
    std::mt19937 random(4);
    for (int i = 0; i < 500; ++i) {
        const FormattedText text = random_text(random, true);
        for (std::size_t limit : {1u, 3u, 7u, 50u}) {
            std::string together;
            for (const FormattedText& part : split(text, limit)) {
                std::size_t size = 0;
                for (char c : to_plain(part)) size += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
                CHECK(size <= limit);
                for (const Line& line : part.lines)
                    for (const Run& run : line.runs) together += run.text;
            }
            std::string whole;
            for (const Line& line : text.lines)
                for (const Run& run : line.runs) whole += run.text;
            CHECK(together == whole);
        }
        CHECK(join(split(text, 1000)) == text);
    }
    CHECK(split(from_plain(std::string(7000, 'x'))).size() == 3);
    CHECK(to_plain(split(from_plain("hello big world"), 7)[1]) == "big ");
    CHECK(split({}).size() == 1);
}

TEST_CASE("hostile nesting and endless references are read in linear time") {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<b>";
    for (int i = 0; i < 100'000; ++i) deep += "</i>&";
    CHECK(to_plain(from_xhtml("<div>" + deep + "words</div>")).ends_with("&words"));
}
