// FHIRPath text -> tokens. Space and comments are skipped; strings and delimited identifiers are decoded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace stafet::fhir::fhirpath {

enum class TokenKind : std::uint8_t { end, identifier, delimited, string, number, date, date_time, time, variable, symbol, error };

struct Token {
    TokenKind kind = TokenKind::end;
    std::size_t offset = 0;
    std::string text;  ///< decoded; of an error: what is wrong

    bool is(std::string_view word) const { return (kind == TokenKind::symbol || kind == TokenKind::identifier) && text == word; }
};

class Lexer {
   public:
    explicit Lexer(std::string_view source) : source_(source) {}
    Token next();

   private:
    bool skip_space();
    char peek(std::size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }
    Token word();
    Token number();
    Token moment();
    Token quoted(TokenKind kind);
    Token symbol();
    bool digits(std::size_t count);
    bool clock_time();
    bool escape(std::string& out);
    Token token(TokenKind kind, std::size_t from, std::size_t skip = 0) const;

    std::string_view source_;
    std::size_t at_ = 0;
};

}  // namespace stafet::fhir::fhirpath
