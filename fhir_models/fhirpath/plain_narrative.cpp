#include "fhir_models/fhirpath/plain_narrative.hpp"

#include "fhir_models/fhirpath/html_checks.hpp"
#include "fhir_models/json/utf8.hpp"

#include <array>
#include <cstddef>

namespace stafet::fhir::fhirpath {

namespace {

constexpr std::string_view root = "<div xmlns=\"http://www.w3.org/1999/xhtml\"";
constexpr std::size_t max_depth = 32;
constexpr std::size_t max_attributes = 8;
constexpr std::size_t max_size = 1 << 20;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// U+FFFE and U+FFFF are UTF-8 and no XML.
bool is_xml_utf8(std::string_view text) {
    return first_invalid_utf8(text) == std::string_view::npos && text.find("\xEF\xBF\xBE") == std::string_view::npos &&
           text.find("\xEF\xBF\xBF") == std::string_view::npos;
}

class Scanner {
   public:
    explicit Scanner(std::string_view div) : rest_(div) {}

    bool run() {
        if (!rest_.starts_with(root)) return false;
        rest_.remove_prefix(root.size());
        open_[depth_++] = "div";
        if (!attributes()) return false;
        while (depth_ > 0) {
            plain_text();
            if (rest_.empty() || !(rest_.front() == '<' ? tag() : character())) return false;
        }
        return rest_.empty() && visible_ && (!beyond_ascii_ || is_xml_utf8(div_));
    }

   private:
    /// Past what needs no second look, to the next tag, entity or rarer character.
    void plain_text() {
        std::size_t end = 0;
        while (end < rest_.size() && (is_letter(rest_[end]) || rest_[end] == ' ' || (rest_[end] >= '-' && rest_[end] <= '9'))) {
            visible_ = visible_ || rest_[end] != ' ';
            ++end;
        }
        rest_.remove_prefix(end);
    }

    bool character() {
        const char c = rest_.front();
        if (c == '&') return visible_ = entity();
        if (static_cast<unsigned char>(c) < ' ' && !is_space(c)) return false;
        if (c == ']' && rest_.starts_with("]]>")) return false;
        beyond_ascii_ = beyond_ascii_ || static_cast<unsigned char>(c) >= 0x80;
        visible_ = visible_ || !is_space(c);
        rest_.remove_prefix(1);
        return true;
    }

    /// A named one. Those that XML does not know are xhtml's, as is_allowed_narrative() takes them.
    bool entity() {
        std::size_t end = 1;
        while (end < rest_.size() && is_letter(rest_[end])) ++end;
        if (end == 1 || end == rest_.size() || rest_[end] != ';') return false;
        rest_.remove_prefix(end + 1);
        return true;
    }

    bool tag() {
        rest_.remove_prefix(1);
        if (!rest_.empty() && rest_.front() == '/') return end_tag();
        const std::string_view name = word();
        if (depth_ == max_depth || !is_narrative_element(name)) return false;
        visible_ = visible_ || name == "img";
        open_[depth_++] = name;
        return attributes();
    }

    bool end_tag() {
        rest_.remove_prefix(1);
        if (word() != open_[--depth_]) return false;
        skip_spaces();
        return take('>');
    }

    /// Up to the end of the tag; an empty element is closed again.
    bool attributes() {
        std::array<std::string_view, max_attributes> seen;
        for (std::size_t count = 0;; ++count) {
            const bool apart = skip_spaces();
            if (take('>')) return true;
            if (take('/')) {
                --depth_;
                return take('>');
            }
            const std::string_view name = attribute_name();
            if (!apart || count == max_attributes || name.empty() || !take('=') || !quoted()) return false;
            for (std::size_t i = 0; i < count; ++i)
                if (seen[i] == name) return false;
            seen[count] = name;
        }
    }

    /// "" when it is not allowed, or not known to be.
    std::string_view attribute_name() {
        constexpr std::string_view language = "xml:lang";
        if (rest_.starts_with(language)) {
            rest_.remove_prefix(language.size());
            return language;
        }
        const std::string_view name = word();
        return is_narrative_attribute(name) ? name : std::string_view{};
    }

    bool quoted() {
        if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\'')) return false;
        const auto end = rest_.find(rest_.front(), 1);
        if (end == std::string_view::npos) return false;
        for (const char c : rest_.substr(1, end - 1)) {
            if (c == '<' || c == '&' || (static_cast<unsigned char>(c) < ' ' && !is_space(c))) return false;
            beyond_ascii_ = beyond_ascii_ || static_cast<unsigned char>(c) >= 0x80;
        }
        rest_.remove_prefix(end + 1);
        return true;
    }

    /// Letters and digits: the allowed names have no others.
    std::string_view word() {
        std::size_t end = 0;
        while (end < rest_.size() && (is_letter(rest_[end]) || (rest_[end] >= '0' && rest_[end] <= '9'))) ++end;
        const auto name = rest_.substr(0, end);
        rest_.remove_prefix(end);
        return name;
    }

    bool skip_spaces() {
        const auto before = rest_.size();
        while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
        return rest_.size() < before;
    }

    bool take(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::string_view rest_;
    const std::string_view div_ = rest_;
    std::array<std::string_view, max_depth> open_;
    std::size_t depth_ = 0;
    bool visible_ = false;
    bool beyond_ascii_ = false;
};

}  // namespace

bool is_plain_narrative(std::string_view div) { return div.size() <= max_size && Scanner(div).run(); }

}  // namespace stafet::fhir::fhirpath
