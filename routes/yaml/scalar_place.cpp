#include "routes/yaml/scalar_place.hpp"

#include <algorithm>

namespace stafet::routes {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Walks the source and the text that YAML made of it side by side. Runs of white space count as one: folding changes their length.
class Walk {
   public:
    Walk(std::string_view source, std::size_t at, std::string_view text) : source_(source), text_(text), at_(at) { open(); }

    /// The byte in the source where byte `wanted` of the text stands; npos when the two part ways.
    std::size_t to(std::size_t wanted) {
        skip_space();
        while (read_ < wanted) {
            if (is_space(text_[read_]))
                skip_space();
            else if (!take())
                return std::string_view::npos;
            continue_line();
        }
        return at_;
    }

   private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }

    /// Past an anchor, a quotation mark, the head of a block.
    void open() {
        if (peek() == '&') {
            while (peek() != '\0' && !is_space(peek())) ++at_;
            while (is_space(peek())) ++at_;
        }
        quote_ = peek();
        if (quote_ == '\'' || quote_ == '"') ++at_;
        if (quote_ == '|' || quote_ == '>') at_ = std::min(source_.find('\n', at_), source_.size());
    }

    bool take() {
        if (quote_ == '"' && peek() == '\\') return escape();
        if (peek() != text_[read_]) return false;
        at_ += quote_ == '\'' && peek() == '\'' ? 2 : 1;
        ++read_;
        return true;
    }

    /// One escape is one character of the text, of up to four bytes.
    bool escape() {
        at_ += peek(1) == 'x' ? 4 : peek(1) == 'u' ? 6 : peek(1) == 'U' ? 10 : 2;
        ++read_;
        while (read_ < text_.size() && (static_cast<unsigned char>(text_[read_]) & 0xC0) == 0x80) ++read_;
        return at_ <= source_.size();
    }

    void skip_space() {
        while (is_space(peek())) ++at_;
        while (read_ < text_.size() && is_space(text_[read_])) {
            const bool escaped = quote_ == '"' && peek() == '\\' && (peek(1) == 'n' || peek(1) == 't' || peek(1) == 'r' || peek(1) == ' ');
            if (escaped) at_ += 2;
            ++read_;
            while (escaped && is_space(peek())) ++at_;
        }
    }

    /// A backslash at the end of a line of a double-quoted text.
    void continue_line() {
        if (quote_ != '"' || peek() != '\\' || (peek(1) != '\n' && peek(1) != '\r')) return;
        ++at_;
        while (is_space(peek())) ++at_;
    }

    std::string_view source_, text_;
    std::size_t at_;
    std::size_t read_ = 0;
    char quote_ = '\0';
};

}  // namespace

std::size_t offset_of(std::string_view text, const Position& position) {
    std::size_t at = 0;
    for (std::uint32_t line = 1; line < position.line && at < text.size(); ++line) at = std::min(text.find('\n', at), text.size() - 1) + 1;
    return std::min(at + (position.column == 0 ? 0 : position.column - 1), text.size());
}

Place place_in(const YamlNode& scalar, std::size_t at) {
    const bool replaced = !scalar.written.empty() && scalar.written != scalar.text;
    if (!scalar.source || replaced || at > scalar.text.size()) return scalar.where;
    const std::size_t found = Walk(*scalar.source, offset_of(*scalar.source, scalar.where.at), scalar.text).to(at);
    if (found == std::string_view::npos) return scalar.where;
    const auto before = std::string_view(*scalar.source).substr(0, found);
    const auto line = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n') + 1);
    const auto last = before.rfind('\n');
    return {scalar.where.file, {line, static_cast<std::uint32_t>(found - (last == std::string_view::npos ? 0 : last + 1) + 1)}};
}

}  // namespace stafet::routes
