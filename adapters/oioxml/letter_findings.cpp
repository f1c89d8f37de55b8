#include "adapters/oioxml/letter_findings.hpp"

#include "adapters/oioxml/letter_checker.hpp"

#include <utility>

namespace stafet::oioxml {

namespace {

using fhir::Node;

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

/// A value as a finding may show it: short.
std::string shown(std::string_view value) {
    constexpr std::size_t limit = 40;
    if (value.size() <= limit) return quoted(value);
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
    return quoted(std::string(value.substr(0, end)) + "...");
}

/// The codes, or their beginning when there are many.
std::string listed(const CodeList& codes) {
    constexpr std::size_t limit = 12;
    std::string text;
    for (std::size_t i = 0; i < codes.size() && i < limit; ++i) text += (i ? ", " : "") + codes[i];
    return codes.size() > limit ? text + ", ..." : text;
}

}  // namespace

std::string element_path(const Node& node) {
    std::string path = node.parent ? element_path(*node.parent) + '/' : std::string{};
    path += node.name;
    std::size_t before = 0;
    if (node.parent)
        for (const Node* n = node.parent->first; n != &node; n = n->next) before += n->name == node.name;
    if (before > 0 || node.next_same()) path += '[' + std::to_string(before + 1) + ']';
    return path;
}

void Findings::add(Severity severity, IssueType type, std::string_view code, const Node& at, std::string_view child, std::string text,
                   std::string text_da) {
    if (issues_.size() >= max_findings) {
        ++more_;
        return;
    }
    std::string path = element_path(at);
    if (!child.empty()) path += '/' + std::string(child);
    const Position place = at.offset == fhir::no_offset ? Position{} : position_of(letter_.source(), at.offset);
    issues_.push_back({severity, type, std::string(code), std::move(path), place, std::move(text), std::move(text_da)});
}

void Findings::error(IssueType type, std::string_view code, const Node& node, std::string text, std::string text_da) {
    add(Severity::error, type, code, node, {}, std::move(text), std::move(text_da));
}

void Findings::missing(const Node& parent, std::string_view name) {
    add(Severity::error, IssueType::required, "element-missing", parent, name, std::string(parent.name) + " must hold " + std::string(name),
        std::string(parent.name) + " skal indeholde " + std::string(name));
}

void Findings::none_of(const Node& parent, std::string_view names) {
    error(IssueType::required, "element-missing", parent, std::string(parent.name) + " must hold one of " + std::string(names),
          std::string(parent.name) + " skal indeholde en af " + std::string(names));
}

void Findings::conflict(const Node& parent, std::string_view name) {
    error(IssueType::invariant, "element-conflict", parent,
          std::string(name) + " excludes another element of " + std::string(parent.name) + "; keep one of them",
          std::string(name) + " udelukker et andet element i " + std::string(parent.name) + "; behold det ene");
}

void Findings::unknown(const Node& node) {
    const std::string parent(node.parent ? node.parent->name : std::string_view{});
    error(IssueType::structure, "element-unknown", node, quoted(node.name) + " is not an element of " + parent + " in this version",
          quoted(node.name) + " er ikke et element i " + parent + " i denne version");
}

void Findings::out_of_order(const Node& node, const Node& should_follow) {
    error(IssueType::structure, "element-order", node, std::string(node.name) + " must stand before " + std::string(should_follow.name),
          std::string(node.name) + " skal stå før " + std::string(should_follow.name));
}

void Findings::too_many(const Node& node, std::uint32_t max) {
    error(IssueType::structure, "element-repeated", node, std::string(node.name) + " may occur at most " + std::to_string(max) + " time(s)",
          std::string(node.name) + " må højst forekomme " + std::to_string(max) + " gang(e)");
}

void Findings::several_letters(const Node& node) {
    error(IssueType::not_supported, "several-letters", node, "one letter per Emessage is supported; send each in an Emessage of its own",
          "kun ét brev pr. Emessage understøttes; send hvert brev i sin egen Emessage");
}

void Findings::wrong_namespace(const Node& node, std::string_view expected) {
    error(IssueType::structure, "namespace-wrong", node,
          std::string(node.name) + " must be in the letter's namespace " + std::string(expected),
          std::string(node.name) + " skal være i brevets namespace " + std::string(expected));
}

void Findings::text_not_allowed(const Node& node) {
    const std::string name(node.name == "#text" && node.parent ? node.parent->name : node.name);
    error(IssueType::structure, "text-not-allowed", node, name + " may hold no text of its own", name + " må ikke selv indeholde tekst");
}

void Findings::tag_not_allowed(const Node& node) {
    error(IssueType::structure, "format-tag-not-allowed", node,
          quoted(node.name) + " may not stand in " + std::string(node.parent->name) +
              "; formatted text has Space, Break, Bold, Italic, Underline, Right, Center, and FixedFont around them",
          quoted(node.name) + " må ikke stå i " + std::string(node.parent->name) +
              "; formateret tekst har Space, Break, Bold, Italic, Underline, Right, Center, og FixedFont omkring dem");
}

void Findings::empty(const Node& node) {
    error(IssueType::value, "value-empty", node, std::string(node.name) + " may not be empty; leave out an optional element instead",
          std::string(node.name) + " må ikke være tom; udelad i stedet et valgfrit element");
}

void Findings::length(const Node& node, std::size_t size, std::uint32_t min, std::uint32_t max) {
    const std::string range = min == max ? std::to_string(min) : std::to_string(min) + "-" + std::to_string(max);
    error(IssueType::value, size > max ? "value-too-long" : "value-too-short", node,
          std::string(node.name) + " has " + std::to_string(size) + " characters; allowed are " + range,
          std::string(node.name) + " har " + std::to_string(size) + " tegn; tilladt er " + range);
}

void Findings::not_fixed(const Node& node, std::string_view expected) {
    error(IssueType::value, "value-not-fixed", node,
          std::string(node.name) + " is " + shown(node.value) + "; it must be " + quoted(expected),
          std::string(node.name) + " er " + shown(node.value) + "; den skal være " + quoted(expected));
}

void Findings::not_in_list(const Node& node, const CodeList& codes) {
    error(IssueType::code_invalid, "code-unknown", node,
          shown(node.value) + " is not a code of " + std::string(node.name) + "; allowed: " + listed(codes),
          shown(node.value) + " er ikke en kode i " + std::string(node.name) + "; tilladt: " + listed(codes));
}

void Findings::format(const Node& node, std::string_view code, std::string_view example) {
    error(IssueType::value, code, node, std::string(node.name) + " is " + shown(node.value) + "; write it like " + std::string(example),
          std::string(node.name) + " er " + shown(node.value) + "; skriv som " + std::string(example));
}

void Findings::cpr_date(const Node& node) {
    error(IssueType::value, "cpr-invalid-date", node, "a CPR number begins with a date DDMM, or is 0000000000",
          "et CPR-nummer begynder med en dato DDMM, eller er 0000000000");
}

void Findings::gln_check_digit(const Node& node) {
    add(Severity::warning, IssueType::value, "gln-check-digit", node, {},
        shown(node.value) + " is not a location number: its last digit does not fit",
        shown(node.value) + " er ikke et lokationsnummer: kontrolcifferet passer ikke");
}

Issues Findings::take() {
    if (more_ > 0)
        issues_.push_back({Severity::error,
                           IssueType::too_long,
                           "more-findings",
                           std::string(letter_.root().name),
                           {},
                           std::to_string(more_) + " more findings are not shown",
                           std::to_string(more_) + " yderligere fund er ikke vist"});
    return std::exchange(issues_, {});
}

}  // namespace stafet::oioxml
