#include "fhir_models/fhirpath/html_checks.hpp"

#include "fhir_models/xml/narrative.hpp"
#include "fhir_models/xml/xml_reader.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace stafet::fhir::fhirpath {

namespace {

/// Source: FHIR R4, narrative.html: the basic formatting of HTML 4.0 chapters 7 to 11 (not 4) and 15, links and images.
constexpr std::array<std::string_view, 57> elements{
    "a",    "abbr",  "acronym",  "address", "area", "b",     "bdo",  "big",    "blockquote", "br",  "caption", "cite",
    "code", "col",   "colgroup", "dd",      "del",  "dfn",   "div",  "dl",     "dt",         "em",  "h1",      "h2",
    "h3",   "h4",    "h5",       "h6",      "hr",   "i",     "img",  "ins",    "kbd",        "li",  "map",     "ol",
    "p",    "pre",   "q",        "s",       "samp", "small", "span", "strong", "sub",        "sup", "table",   "tbody",
    "td",   "tfoot", "th",       "thead",   "tr",   "tt",    "u",    "ul",     "var"};

constexpr std::array<std::string_view, 53> attributes{
    "abbr",     "accesskey", "align", "alt",     "axis",    "bgcolor",  "border", "cellpadding", "cellspacing", "char",   "charoff",
    "charset",  "cite",      "class", "colspan", "compact", "coords",   "dir",    "frame",       "headers",     "height", "href",
    "hreflang", "hspace",    "id",    "ismap",   "lang",    "longdesc", "name",   "nohref",      "noshade",     "nowrap", "rel",
    "rev",      "rowspan",   "rules", "scope",   "shape",   "size",     "span",   "src",         "start",       "style",  "summary",
    "tabindex", "target",    "title", "type",    "usemap",  "valign",   "value",  "vspace",      "width"};
constexpr std::string_view xml_namespace = "http://www.w3.org/XML/1998/namespace|";

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

class Check final : public XmlHandler {
   public:
    bool allowed = true;
    bool visible = false;
    void start(std::string_view ns, std::string_view name, const std::vector<XmlAttribute>& present, std::size_t) override {
        if (ns != xhtml_namespace || (depth_++ == 0 && name != "div")) allowed = false;
        if (!is_narrative_element(name)) allowed = false;
        for (const auto& a : present)
            if (!a.name.starts_with(xml_namespace) && !is_narrative_attribute(a.name)) allowed = false;
        if (name == "img") visible = true;
    }
    void end(std::string_view, std::string_view, std::size_t) override { --depth_; }
    void text(std::string_view utf8, std::size_t) override {
        if (utf8.find_first_not_of(" \t\r\n") != std::string_view::npos) visible = true;
    }

   private:
    std::size_t depth_ = 0;
};

/// xhtml's named entities are not known to an XML reader without their DTD: what they stand for does not matter here.
std::string without_named_entities(std::string_view div) {
    std::string out(div);
    constexpr std::array<std::string_view, 5> known{"amp", "lt", "gt", "quot", "apos"};
    for (auto at = out.find('&'); at != std::string::npos; at = out.find('&', at + 1)) {
        std::size_t end = at + 1;
        while (end < out.size() && ((out[end] >= 'a' && out[end] <= 'z') || (out[end] >= 'A' && out[end] <= 'Z'))) ++end;
        const std::string_view name(out.data() + at + 1, end - at - 1);
        if (end < out.size() && out[end] == ';' && !name.empty() && !among(known, name))
            std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(at), end - at + 1, '_');
    }
    return out;
}

}  // namespace

bool is_narrative_element(std::string_view name) { return among(elements, name); }
bool is_narrative_attribute(std::string_view name) { return among(attributes, name); }

bool is_allowed_narrative(std::string_view div) {
    Check check;
    const ReadLimits limits{.max_bytes = div.size(), .max_depth = 200, .max_nodes = 1'000'000};
    return read_xml_events(without_named_entities(div), check, limits).empty() && check.allowed && check.visible;
}

}  // namespace stafet::fhir::fhirpath
