#include "fhir_models/xml/narrative_grammar.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace stafet::fhir::xhtml {

namespace {

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view word) {
    if (word.empty()) return false;
    return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return w[0] == word[0] && w == word; });
}

constexpr std::array<std::string_view, 56> elements{
    "a",        "abbr", "acronym", "address", "area",  "b",  "bdo",   "big", "blockquote", "br", "caption", "cite",  "code", "col",
    "colgroup", "dd",   "dfn",     "div",     "dl",    "dt", "em",    "h1",  "h2",         "h3", "h4",      "h5",    "h6",   "hr",
    "i",        "img",  "kbd",     "li",      "map",   "ol", "p",     "pre", "q",          "s",  "samp",    "small", "span", "strike",
    "strong",   "sub",  "sup",     "table",   "tbody", "td", "tfoot", "th",  "thead",      "tr", "tt",      "u",     "ul",   "var"};

constexpr std::array<std::string_view, 22> everywhere{
    "abbr", "accesskey", "align", "axis", "char",  "charoff",  "class", "colspan", "dir",   "headers",  "id",
    "lang", "rowspan",   "scope", "span", "style", "tabindex", "title", "valign",  "width", "xml:lang", "xml:space"};

using Pair = std::pair<std::string_view, std::string_view>;
constexpr std::array<Pair, 43> somewhere{{{"a", "charset"},
                                          {"a", "coords"},
                                          {"a", "href"},
                                          {"a", "hreflang"},
                                          {"a", "name"},
                                          {"a", "rel"},
                                          {"a", "rev"},
                                          {"a", "shape"},
                                          {"a", "target"},
                                          {"a", "type"},
                                          {"area", "alt"},
                                          {"area", "coords"},
                                          {"area", "href"},
                                          {"area", "nohref"},
                                          {"area", "shape"},
                                          {"blockquote", "cite"},
                                          {"br", "clear"},
                                          {"hr", "noshade"},
                                          {"hr", "size"},
                                          {"img", "alt"},
                                          {"img", "border"},
                                          {"img", "height"},
                                          {"img", "hspace"},
                                          {"img", "ismap"},
                                          {"img", "longdesc"},
                                          {"img", "name"},
                                          {"img", "src"},
                                          {"img", "usemap"},
                                          {"img", "vspace"},
                                          {"li", "value"},
                                          {"map", "name"},
                                          {"ol", "start"},
                                          {"ol", "type"},
                                          {"pre", "space"},
                                          {"q", "cite"},
                                          {"table", "border"},
                                          {"table", "cellpadding"},
                                          {"table", "cellspacing"},
                                          {"table", "frame"},
                                          {"table", "rules"},
                                          {"table", "summary"},
                                          {"td", "nowrap"},
                                          {"ul", "type"}}};

constexpr std::array<std::string_view, 23> formatting{"a",      "abbr",   "acronym", "b",   "bdo", "big", "cite", "code",
                                                      "dfn",    "em",     "i",       "kbd", "q",   "s",   "samp", "small",
                                                      "strike", "strong", "sub",     "sup", "tt",  "u",   "var"};
constexpr std::array<std::string_view, 13> paragraphs{"address", "caption", "dd", "dt", "h1",  "h2",  "h3",
                                                      "h4",      "h5",      "h6", "p",  "pre", "span"};
constexpr std::array<std::string_view, 5> blocks{"div", "ol", "pre", "table", "ul"};
constexpr std::array<std::string_view, 9> structures{"dl", "map", "ol", "table", "tbody", "tfoot", "thead", "tr", "ul"};
constexpr std::array<std::string_view, 4> nothing_inside{"area", "br", "hr", "img"};

/// Where an element belongs, when that is not anywhere.
constexpr std::array<Pair, 19> belongs{{{"area", "map"},
                                        {"caption", "table"},
                                        {"col", "colgroup"},
                                        {"col", "table"},
                                        {"colgroup", "table"},
                                        {"dd", "dl"},
                                        {"dt", "dl"},
                                        {"li", "ol"},
                                        {"li", "ul"},
                                        {"tbody", "table"},
                                        {"td", "tr"},
                                        {"tfoot", "table"},
                                        {"th", "tr"},
                                        {"thead", "table"},
                                        {"tr", "table"},
                                        {"tr", "tbody"},
                                        {"tr", "tfoot"},
                                        {"tr", "thead"},
                                        {"td", "thead"}}};

}  // namespace

bool is_element(std::string_view name) { return among(elements, name); }

bool is_attribute(std::string_view element, std::string_view attribute) {
    return among(everywhere, attribute) || std::find(somewhere.begin(), somewhere.end(), Pair{element, attribute}) != somewhere.end();
}

bool is_inline(std::string_view name) { return among(formatting, name); }
bool is_block(std::string_view name) { return among(blocks, name); }
bool holds_text_only(std::string_view name) { return among(formatting, name) || among(paragraphs, name); }
bool holds_elements_only(std::string_view name) { return among(structures, name); }

bool may_stand_in(std::string_view name, std::string_view parent) {
    if (among(nothing_inside, parent)) return false;
    const bool has_place = std::any_of(belongs.begin(), belongs.end(), [&](const Pair& p) { return p.first == name; });
    if (has_place) return std::find(belongs.begin(), belongs.end(), Pair{name, parent}) != belongs.end();
    return !among(structures, parent);
}

bool is_entity(std::string_view name) {
    constexpr std::array<std::string_view, 5> known{"amp", "apos", "gt", "lt", "quot"};
    if (!name.starts_with('#')) return among(known, name);
    name.remove_prefix(1);
    const bool hex = name.starts_with('x');
    if (hex) name.remove_prefix(1);
    return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
    });
}

bool is_url(std::string_view text) {
    constexpr std::string_view marks = ";?:@&=+$.,/%-_~#[]!'()*|";
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80 ||
               marks.find(c) != std::string_view::npos;
    });
}

bool is_active_scheme(std::string_view scheme) { return scheme == "javascript" || scheme == "vbscript"; }

}  // namespace stafet::fhir::xhtml
