#include "fhir_models/fhirpath/lexer.hpp"

#include <array>

namespace stafet::fhir::fhirpath {

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }

int hex(char c) {
    if (digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void append_utf8(std::string& out, unsigned code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | code >> 6);
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | code >> 12);
        out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

}  // namespace

Token Lexer::next() {
    if (!skip_space()) return {TokenKind::error, at_, "a comment that is not finished"};
    if (at_ == source_.size()) return {TokenKind::end, at_, {}};
    const char c = peek();
    if (letter(c)) return word();
    if (digit(c)) return number();
    if (c == '@') return moment();
    if (c == '\'') return quoted(TokenKind::string);
    if (c == '`') return quoted(TokenKind::delimited);
    return symbol();
}

/// False at a comment without end.
bool Lexer::skip_space() {
    for (;;) {
        while (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n') ++at_;
        if (peek() != '/' || (peek(1) != '/' && peek(1) != '*')) return true;
        const bool line = peek(1) == '/';
        const auto end = source_.find(line ? "\n" : "*/", at_ + 2);
        if (end == std::string_view::npos && !line) return false;
        at_ = end == std::string_view::npos ? source_.size() : end + (line ? 1 : 2);
    }
}

Token Lexer::word() {
    const std::size_t from = at_;
    // %vs-name and %ext-name, as FHIR writes them, are one name: nothing called vs or ext could be subtracted from.
    const std::string_view rest = source_.substr(from);
    const bool hyphens = from > 0 && source_[from - 1] == '%' && (rest.starts_with("vs-") || rest.starts_with("ext-"));
    while (letter(peek()) || digit(peek()) || (hyphens && peek() == '-' && (letter(peek(1)) || digit(peek(1))))) ++at_;
    return token(TokenKind::identifier, from);
}

Token Lexer::number() {
    const std::size_t from = at_;
    while (digit(peek())) ++at_;
    if (peek() == '.' && digit(peek(1))) {
        ++at_;
        while (digit(peek())) ++at_;
    }
    return token(TokenKind::number, from);
}

bool Lexer::digits(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i, ++at_)
        if (!digit(peek())) return false;
    return true;
}

/// HH(:MM(:SS(.fraction)?)?)?
bool Lexer::clock_time() {
    if (!digits(2)) return false;
    for (int part = 0; part < 2 && peek() == ':'; ++part) {
        ++at_;
        if (!digits(2)) return false;
    }
    if (peek() != '.' || !digit(peek(1))) return true;
    ++at_;
    while (digit(peek())) ++at_;
    return true;
}

/// @2026, @2026-11-22, @2026-11-22T10:15:00+01:00, @T10:15
Token Lexer::moment() {
    const std::size_t from = at_++;
    const Token malformed{TokenKind::error, from, "a date or time that is not like @2026-11-22, @2026-11-22T10:15:00+01:00 or @T10:15"};
    if (peek() == 'T') {
        ++at_;
        return clock_time() ? token(TokenKind::time, from, 2) : malformed;
    }
    if (!digits(4)) return malformed;
    for (int part = 0; part < 2 && peek() == '-' && digit(peek(1)); ++part) {
        ++at_;
        if (!digits(2)) return malformed;
    }
    if (peek() != 'T') return token(TokenKind::date, from, 1);
    ++at_;
    if (!digit(peek())) return token(TokenKind::date_time, from, 1);
    if (!clock_time()) return malformed;
    if (peek() == 'Z') {
        ++at_;
    } else if ((peek() == '+' || peek() == '-') && digit(peek(1)) && digit(peek(2)) && peek(3) == ':') {
        at_ += 4;
        if (!digits(2)) return malformed;
    }
    return token(TokenKind::date_time, from, 1);
}

/// True when the escape behind a backslash is one that FHIRPath has.
bool Lexer::escape(std::string& out) {
    const char c = peek();
    ++at_;
    switch (c) {
        case '`':
        case '\'':
        case '"':
        case '\\':
        case '/': out += c; return true;
        case 'f': out += '\f'; return true;
        case 'n': out += '\n'; return true;
        case 'r': out += '\r'; return true;
        case 't': out += '\t'; return true;
        case 'u': break;
        default: return false;
    }
    unsigned code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
        const int value = hex(peek());
        if (value < 0) return false;
        code = code * 16 + static_cast<unsigned>(value);
    }
    append_utf8(out, code);
    return code < 0xD800 || code > 0xDFFF;
}

Token Lexer::quoted(TokenKind kind) {
    const std::size_t from = at_;
    const char quote = source_[at_++];
    std::string text;
    while (at_ < source_.size() && peek() != quote) {
        if (peek() != '\\') {
            text += source_[at_++];
            continue;
        }
        const std::size_t backslash = at_++;
        if (!escape(text))
            return {TokenKind::error, backslash, "an escape that does not exist; \\' \\\" \\` \\\\ \\/ \\f \\n \\r \\t \\uXXXX do"};
    }
    if (at_ == source_.size()) return {TokenKind::error, from, "a quotation that is not finished"};
    ++at_;
    return {kind, from, std::move(text)};
}

Token Lexer::symbol() {
    const std::size_t from = at_;
    if (peek() == '$' && letter(peek(1))) {
        ++at_;
        while (letter(peek())) ++at_;
        return token(TokenKind::variable, from);
    }
    for (const std::string_view two : {"<=", ">=", "!=", "!~"})
        if (source_.substr(at_, 2) == two) {
            at_ += 2;
            return token(TokenKind::symbol, from);
        }
    constexpr std::string_view single = ".[](){},+-*/&|<>=~%";
    ++at_;
    if (single.find(source_[from]) != std::string_view::npos) return token(TokenKind::symbol, from);
    return {TokenKind::error, from, "a character that FHIRPath does not use"};
}

Token Lexer::token(TokenKind kind, std::size_t from, std::size_t skip) const {
    return {kind, from, std::string(source_.substr(from + skip, at_ - from - skip))};
}

}  // namespace stafet::fhir::fhirpath
