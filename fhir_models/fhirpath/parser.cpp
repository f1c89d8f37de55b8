#include "fhir_models/fhirpath/lexer.hpp"
#include "fhir_models/fhirpath/syntax.hpp"
#include "fhir_models/tree/finding.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace stafet::fhir::fhirpath {

namespace {

constexpr std::size_t max_source = 64 * 1024;
constexpr std::size_t max_depth = 100;

/// Operators from the loosest to the tightest binding; all of one row associate to the left.
constexpr std::array<std::array<std::string_view, 4>, 9> levels{{{"implies"},
                                                                 {"or", "xor"},
                                                                 {"and"},
                                                                 {"in", "contains"},
                                                                 {"=", "~", "!=", "!~"},
                                                                 {"<=", "<", ">", ">="},
                                                                 {"|"},
                                                                 {"+", "-", "&"},
                                                                 {"*", "/", "div", "mod"}}};
/// `is` and `as` bind looser than the additive operators and tighter than the union.
constexpr std::size_t level_of_additive = 7;

constexpr std::array<std::string_view, 16> calendar_units{"year",   "years",   "month",       "months",      "week",   "weeks",
                                                          "day",    "days",    "hour",        "hours",       "minute", "minutes",
                                                          "second", "seconds", "millisecond", "milliseconds"};
constexpr std::array<std::string_view, 8> reserved{"and", "or", "xor", "implies", "div", "mod", "true", "false"};

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& words, const std::string& text) {
    return !text.empty() && std::find(words.begin(), words.end(), text) != words.end();
}

/// Recursive descent. After the first mistake every step returns at once; `failed()` tells.
class Parser {
   public:
    explicit Parser(std::string_view source) : source_(source), lexer_(source) { advance(); }

    ParseOutcome run() {
        binary(0);
        if (!failed() && token_.kind != TokenKind::end) fail("an operator or the end");
        if (failed()) return {std::nullopt, {*issue_}};
        return {Syntax{std::string(source_), std::move(parts_)}, {}};
    }

   private:
    using Index = std::uint32_t;

    /// A chain of operators of one level over operands of the next.
    Index binary(std::size_t level) {
        const Nesting nesting(*this);
        Index left = operand(level);
        while (!failed() && (token_.kind == TokenKind::symbol || token_.kind == TokenKind::identifier) &&
               one_of(levels[level], token_.text)) {
            const Token op = take();
            const Index right = operand(level);
            left = add(PartKind::binary, op, op.text, {left, right});
        }
        return left;
    }

    Index operand(std::size_t level) {
        if (level + 1 == level_of_additive) return type_test();
        return level + 1 < levels.size() ? binary(level + 1) : unary();
    }

    Index type_test() {
        Index left = binary(level_of_additive);
        while (!failed() && (token_.is("is") || token_.is("as"))) {
            const Token op = take();
            const Index type = type_name();
            left = add(PartKind::type_test, op, op.text, {left, type});
        }
        return left;
    }

    Index type_name() {
        const Token first = token_;
        std::string name = identifier("a type name");
        while (!failed() && token_.is(".")) {
            take();
            name += '.' + identifier("a type name");
        }
        return add(PartKind::type_name, first, name, {});
    }

    Index unary() {
        const Nesting nesting(*this);
        if (failed()) return 0;
        if (!token_.is("+") && !token_.is("-")) return path();
        const Token sign = take();
        const Index value = unary();
        return add(PartKind::polarity, sign, sign.text, {value});
    }

    Index path() {
        Index focus = term();
        while (!failed()) {
            if (token_.is(".")) {
                take();
                focus = invocation(focus, true);
            } else if (token_.is("[")) {
                const Token bracket = take();
                const Index at = binary(0);
                expect("]");
                focus = add(PartKind::index, bracket, {}, {focus, at});
            } else {
                break;
            }
        }
        return focus;
    }

    Index term() {
        const Token first = token_;
        switch (first.kind) {
            case TokenKind::string: return literal(PartKind::string);
            case TokenKind::date: return literal(PartKind::date);
            case TokenKind::date_time: return literal(PartKind::date_time);
            case TokenKind::time: return literal(PartKind::time);
            case TokenKind::number: return number();
            default: break;
        }
        if (first.is("true") || first.is("false")) return literal(PartKind::boolean);
        if (first.is("(")) {
            take();
            const Index inner = binary(0);
            expect(")");
            return inner;
        }
        if (first.is("{")) {
            take();
            expect("}");
            return add(PartKind::empty, first, {}, {});
        }
        if (first.is("%")) return constant();
        return invocation(0, false);
    }

    Index literal(PartKind kind) {
        const Token token = take();
        return add(kind, token, token.text, {});
    }

    Index number() {
        const Index value = literal(PartKind::number);
        const bool calendar = token_.kind == TokenKind::identifier && one_of(calendar_units, token_.text);
        if (token_.kind != TokenKind::string && !calendar) return value;
        const Token unit = take();
        return add(PartKind::quantity, unit, unit.text, {value});
    }

    Index constant() {
        const Token percent = take();
        if (token_.kind == TokenKind::string) {
            const Token name = take();
            return add(PartKind::constant, percent, name.text, {});
        }
        const std::string name = identifier("the name of a constant");
        return add(PartKind::constant, percent, name, {});
    }

    Index invocation(Index focus, bool has_focus) {
        const Token first = token_;
        if (first.kind == TokenKind::variable) {
            if (first.text != "$this" && first.text != "$index" && first.text != "$total") return fail("$this, $index or $total");
            if (has_focus) return fail("an element or a function");
            take();
            return add(PartKind::variable, first, first.text, {});
        }
        const std::string name = identifier("an element, a function, a value or (");
        std::vector<Index> operands;
        if (has_focus) operands.push_back(focus);
        PartKind kind = PartKind::member;
        if (!failed() && token_.is("(")) {
            kind = PartKind::function;
            take();
            arguments(operands);
        }
        const Index made = add(kind, first, name, std::move(operands));
        if (!failed()) parts_[made].has_focus = has_focus;
        return made;
    }

    void arguments(std::vector<Index>& operands) {
        if (!token_.is(")")) operands.push_back(binary(0));
        while (!failed() && token_.is(",")) {
            take();
            operands.push_back(binary(0));
        }
        expect(")");
    }

    std::string identifier(const char* wanted) {
        const bool plain = token_.kind == TokenKind::identifier && !one_of(reserved, token_.text);
        if (!plain && token_.kind != TokenKind::delimited) {
            fail(wanted);
            return {};
        }
        return take().text;
    }

    Index add(PartKind kind, const Token& at, std::string text, std::vector<Index> operands) {
        if (failed()) return 0;
        parts_.push_back({kind, false, static_cast<std::uint32_t>(at.offset), std::move(text), std::move(operands)});
        return static_cast<Index>(parts_.size() - 1);
    }

    Token take() {
        Token taken = std::move(token_);
        advance();
        return taken;
    }

    void advance() { token_ = lexer_.next(); }

    void expect(const char* symbol) {
        if (failed()) return;
        if (!token_.is(symbol))
            fail(symbol);
        else
            take();
    }

    Index fail(const std::string& wanted) {
        if (failed()) return 0;
        if (token_.kind == TokenKind::error)
            issue_ = unreadable("fhirpath-syntax", source_, token_.offset,
                                {"Here is " + token_.text + ".", "Udtrykket kan ikke læses her: " + token_.text + "."});
        else
            issue_ = unreadable("fhirpath-syntax", source_, token_.offset, {"Expected " + wanted + " here.", "Her ventes " + wanted + "."});
        return 0;
    }

    bool failed() const { return issue_.has_value(); }

    /// Counts the levels that are open, so that no text can exhaust the stack.
    class Nesting {
       public:
        explicit Nesting(Parser& parser) : parser_(parser) {
            if (++parser_.depth_ > max_depth * (levels.size() + 1))
                parser_.fail("fewer than " + std::to_string(max_depth) + " levels of nesting");
        }
        ~Nesting() { --parser_.depth_; }
        Nesting(const Nesting&) = delete;
        Nesting& operator=(const Nesting&) = delete;

       private:
        Parser& parser_;
    };

    std::string_view source_;
    Lexer lexer_;
    Token token_;
    std::vector<Part> parts_;
    std::optional<Issue> issue_;
    std::size_t depth_ = 0;
};

}  // namespace

ParseOutcome parse(std::string_view source) {
    if (source.size() > max_source)
        return {
            std::nullopt,
            {unreadable("too-large", {}, 0, {"An expression has at most 64 KB.", "Et udtryk er på højst 64 KB."}, IssueType::too_long)}};
    return Parser(source).run();
}

}  // namespace stafet::fhir::fhirpath
