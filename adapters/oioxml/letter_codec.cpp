#include "adapters/oioxml/letter_codec.hpp"

#include "fhir_models/xml/xml_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace stafet::oioxml {

namespace {

using fhir::Node;
using fhir::Tree;
using fhir::ValueKind;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// Elements that occur only inside formatted text: white space beside them separates words.
bool is_formatting(std::string_view name) {
    static constexpr std::array<std::string_view, 8> names{"Break", "Space", "Bold", "Italic", "Underline", "FixedFont", "Right", "Center"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

class TreeBuilder final : public fhir::XmlHandler {
   public:
    explicit TreeBuilder(Tree& tree) : tree_(tree), source_(tree.source()) {}

    void start(std::string_view ns, std::string_view name, const std::vector<fhir::XmlAttribute>& attributes, std::size_t offset) override {
        flush();
        Node& node = here_ ? tree_.append_raw(*here_) : tree_.root();
        node.name = name_in_source(name, offset);
        node.offset = static_cast<std::uint32_t>(offset);
        if (namespaces_.empty() || namespaces_.back() != ns) node.xmlns = tree_.keep(ns);
        namespaces_.push_back(node.xmlns.empty() && !namespaces_.empty() ? namespaces_.back() : node.xmlns);
        here_ = &node;
        for (const auto& attribute : attributes) note_attribute(attribute.name, offset);
    }

    void end(std::string_view, std::string_view, std::size_t) override {
        flush();
        settle(*here_);
        namespaces_.pop_back();
        here_ = here_->parent;
    }

    void text(std::string_view utf8, std::size_t offset) override {
        if (text_.empty()) text_offset_ = offset;
        text_ += utf8;
    }

    Issues take_issues() { return std::move(issues_); }

   private:
    /// The name as it stands in the source, without a copy, unless a prefix or an encoding is in the way.
    std::string_view name_in_source(std::string_view name, std::size_t offset) {
        const std::string_view there = source_.substr(std::min(offset + 1, source_.size()), name.size());
        return there == name ? there : tree_.keep(name);
    }

    void note_attribute(std::string_view name, std::size_t offset) {
        if (name.starts_with("http://www.w3.org/") || !issues_.empty()) return;
        issues_.push_back({Severity::warning,
                           IssueType::structure,
                           "attribute-ignored",
                           {},
                           position_of(source_, offset),
                           "letters have no attributes; '" + std::string(name) + "' was ignored",
                           "breve har ingen attributter; '" + std::string(name) + "' er ignoreret"});
    }

    void flush() {
        if (text_.empty() || !here_) return;
        Node& node = tree_.append_raw(*here_);
        node.name = "#text";
        node.offset = static_cast<std::uint32_t>(text_offset_);
        tree_.set_value(node, text_);
        text_.clear();
    }

    /// Decides, now that all children are known, what the text in this element was.
    void settle(Node& node) {
        if (node.first && node.first == node.last && node.first->name == "#text") {
            node.value = node.first->value;
            node.kind = ValueKind::string;
            node.first = node.last = nullptr;
            return;
        }
        for (const Node* child = node.first; child; child = child->next)
            if (is_formatting(child->name)) return;
        Node* kept = nullptr;
        for (Node* child = node.first; child; child = child->next) {
            if (child->name == "#text" && is_blank(child->value)) continue;
            (kept ? kept->next : node.first) = child;
            kept = child;
        }
        (kept ? kept->next : node.first) = nullptr;
        node.last = kept;
    }

    Tree& tree_;
    std::string_view source_;
    Node* here_ = nullptr;
    std::vector<std::string_view> namespaces_;
    std::string text_;
    std::size_t text_offset_ = 0;
    Issues issues_;
};

/// Place and value of `encoding` in the XML declaration; empty when there is none.
std::string_view declared_encoding(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (!bytes.starts_with("<?xml")) return {};
    const std::string_view declaration = bytes.substr(0, bytes.find("?>"));
    const std::size_t at = declaration.find("encoding");
    if (at == std::string_view::npos) return {};
    const std::size_t open = declaration.find_first_of("\"'", at);
    if (open == std::string_view::npos) return {};
    const std::size_t close = declaration.find(declaration[open], open + 1);
    return close == std::string_view::npos ? std::string_view{} : declaration.substr(open + 1, close - open - 1);
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return (x | 0x20) == (y | 0x20); });
}

bool is_one_byte_charset(std::string_view name) {
    return same_ignoring_case(name, "ISO-8859-1") || same_ignoring_case(name, "windows-1252");
}

std::string canonical_charset(std::string_view declared) {
    if (same_ignoring_case(declared, "ISO-8859-1")) return "ISO-8859-1";
    if (same_ignoring_case(declared, "windows-1252")) return "windows-1252";
    return "UTF-8";
}

/// Length of the UTF-8 sequence at the front, 0 when it is malformed.
std::size_t utf8_sequence(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (size > text.size()) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return 0;
    return size;
}

/// True when the bytes are UTF-8 and hold one of the Danish letters in it, which as Latin-1 would be nonsense (Ã¦, Ã¸, Ã¥).
bool is_danish_utf8(std::string_view bytes) {
    static constexpr std::string_view danish_second_bytes = "\xA6\xB8\xA5\x86\x98\x85";
    bool danish = false;
    while (!bytes.empty()) {
        const std::size_t size = utf8_sequence(bytes);
        if (size == 0) return false;
        if (size == 2 && bytes[0] == '\xC3' && danish_second_bytes.find(bytes[1]) != std::string_view::npos) danish = true;
        bytes.remove_prefix(size);
    }
    return danish;
}

/// Corrects the declaration in place, keeping every offset: `encoding="UTF-8"` and blanks after it.
void declare_utf8(std::string& bytes, std::string_view declared) {
    const std::size_t at = static_cast<std::size_t>(declared.data() - bytes.data());
    const char quote = bytes[at - 1];
    std::string name = std::string("UTF-8") + quote;
    name.resize(declared.size() + 1, ' ');
    bytes.replace(at, name.size(), name);
}

Issue mislabelled() {
    return {Severity::warning,
            IssueType::structure,
            "charset-mislabelled",
            "Emessage",
            {1, 1},
            "the XML declaration says a one-byte character set but the bytes are UTF-8; read as UTF-8. Declare encoding=\"UTF-8\"",
            "XML-erklæringen angiver et enkeltbyte-tegnsæt, men indholdet er UTF-8; læst som UTF-8. Angiv encoding=\"UTF-8\""};
}

}  // namespace

LetterText read_letter(std::string bytes, const fhir::ReadLimits& limits) {
    LetterText letter;
    std::string_view declared = declared_encoding(bytes);
    letter.charset = canonical_charset(declared);
    if (is_one_byte_charset(declared) && is_danish_utf8(bytes)) {
        declare_utf8(bytes, declared);
        letter.charset = "UTF-8";
        letter.issues.push_back(mislabelled());
    }
    const std::string_view source = letter.tree.adopt_source(std::move(bytes));
    TreeBuilder builder(letter.tree);
    const Issues found = fhir::read_xml_events(source, builder, limits);
    const Issues noted = builder.take_issues();
    letter.issues.insert(letter.issues.end(), found.begin(), found.end());
    letter.issues.insert(letter.issues.end(), noted.begin(), noted.end());
    letter.well_formed = !has_errors(found);
    return letter;
}

}  // namespace stafet::oioxml
