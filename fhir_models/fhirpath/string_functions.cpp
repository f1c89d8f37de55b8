// Functions over text. Positions and lengths count characters, not bytes.
#include "fhir_models/fhirpath/call.hpp"
#include "fhir_models/fhirpath/regex.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace stafet::fhir::fhirpath {

namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::int64_t characters(std::string_view text) {
    return static_cast<std::int64_t>(text.size()) - std::count_if(text.begin(), text.end(), continues);
}

/// The byte at which character `n` begins; the size when there are fewer.
std::size_t byte_of(std::string_view text, std::int64_t n) {
    std::size_t at = 0;
    for (; at < text.size(); ++at)
        if (!continues(text[at]) && n-- == 0) break;
    return at;
}

/// The next character from `at` on, as bytes.
std::string_view character(std::string_view text, std::size_t at) {
    std::size_t end = at + 1;
    while (end < text.size() && continues(text[end])) ++end;
    return text.substr(at, end - at);
}

void length(Call& call) {
    if (const auto text = call.text()) call.give(characters(*text));
}

void substring(Call& call) {
    const auto text = call.text();
    const auto start = text ? call.integer(0) : std::nullopt;
    if (!start || *start < 0) return;
    const std::size_t from = byte_of(*text, *start);
    if (from == text->size()) return;
    std::string_view rest = text->substr(from);
    if (call.arguments() > 1) {
        const auto count = call.integer(1);
        if (call.failed()) return;
        if (count) rest = rest.substr(0, byte_of(rest, std::max<std::int64_t>(*count, 0)));
    }
    call.give(Value::of(rest));
}

/// Text and first argument, or nothing.
std::optional<std::pair<std::string_view, std::string_view>> pair_of(Call& call) {
    const auto text = call.text();
    const auto argument = call.failed() ? std::nullopt : call.text(0);
    if (!text || !argument) return std::nullopt;
    return std::pair(*text, *argument);
}

/// The same, to look for the second in the first: in the worst case every place of one is compared with the whole other.
std::optional<std::pair<std::string_view, std::string_view>> search_of(Call& call) {
    const auto both = pair_of(call);
    if (!both || !call.evaluator().spend(both->first.size() * both->second.size() / 512)) return std::nullopt;
    return both;
}

void starts_with(Call& call) {
    if (const auto both = pair_of(call)) call.give(both->first.starts_with(both->second));
}

void ends_with(Call& call) {
    if (const auto both = pair_of(call)) call.give(both->first.ends_with(both->second));
}

void contains(Call& call) {
    if (const auto both = search_of(call)) call.give(both->first.find(both->second) != std::string_view::npos);
}

template <bool last>
void index_of(Call& call) {
    const auto both = search_of(call);
    if (!both) return;
    const std::size_t at = last ? both->first.rfind(both->second) : both->first.find(both->second);
    call.give(at == std::string_view::npos ? std::int64_t{-1} : characters(both->first.substr(0, at)));
}

/// Letters of Latin-1 and Latin Extended-A besides ASCII: what Danish and its neighbours write.
template <bool up>
void change_case(Call& call) {
    const auto text = call.text();
    if (!text) return;
    std::string out(*text);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto c = static_cast<unsigned char>(out[i]);
        if (up ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z') out[i] = static_cast<char>(c ^ 0x20);
        if (c != 0xC3 || i + 1 == out.size()) continue;
        const auto second = static_cast<unsigned char>(out[++i]);
        const bool letter =
            (second & 0x1F) != 0x17 && second != 0x9F && second != 0xBF;  // not the signs for times, division; not sharp s, y
        if (letter && (up ? second >= 0xA0 : second < 0xA0)) out[i] = static_cast<char>(second ^ 0x20);
    }
    call.give_text(out);
}

void to_chars(Call& call) {
    const auto text = call.text();
    for (std::size_t at = 0; text && at < text->size() && call.evaluator().spend(1);) {
        const auto one = character(*text, at);
        call.give(Value::of(one));
        at += one.size();
    }
}

void trim(Call& call) {
    const auto text = call.text();
    if (!text) return;
    constexpr std::string_view space = " \t\r\n\f\v";
    const auto from = text->find_first_not_of(space);
    if (from == std::string_view::npos) return call.give(Value::of(std::string_view{}));
    call.give(Value::of(text->substr(from, text->find_last_not_of(space) - from + 1)));
}

void split(Call& call) {
    const auto both = search_of(call);
    if (!both) return;
    if (both->second.empty()) return to_chars(call);
    std::string_view rest = both->first;
    for (auto at = rest.find(both->second); at != std::string_view::npos && call.evaluator().spend(1); at = rest.find(both->second)) {
        call.give(Value::of(rest.substr(0, at)));
        rest.remove_prefix(at + both->second.size());
    }
    call.give(Value::of(rest));
}

void join(Call& call) {
    const auto separator = call.arguments() > 0 ? call.text(0) : std::optional(std::string_view());
    if (!separator) return;
    std::string out;
    for (std::size_t i = 0; i < call.size() && call.evaluator().spend(1); ++i) {
        const Value item = call.evaluator().system(call.item(i));
        if (item.type() != ValueType::string) return call.wrong_type(item, "texts", "tekster");
        if (i > 0) out += *separator;
        out += item.text();
        if (!call.memory().spend(item.text().size())) return;
    }
    if (call.size() > 0) call.give_text(out);
}

/// `text` with every `from` replaced; stops at the limit of memory.
std::string replaced(Call& call, std::string_view text, std::string_view from, std::string_view to) {
    std::string out;
    if (from.empty()) {
        for (std::size_t at = 0; at < text.size() && call.memory().spend(to.size());) {
            const auto one = character(text, at);
            out.append(to).append(one);
            at += one.size();
        }
        return out.append(to);
    }
    for (auto at = text.find(from); at != std::string_view::npos && call.memory().spend(to.size()); at = text.find(from)) {
        out.append(text.substr(0, at)).append(to);
        text.remove_prefix(at + from.size());
    }
    return out.append(text);
}

void replace(Call& call) {
    const auto both = search_of(call);
    const auto to = call.failed() ? std::nullopt : call.text(1);
    if (both && to) call.give_text(replaced(call, both->first, both->second, *to));
}

/// The pattern of the step, or the one that the first argument makes, kept in `made`.
const re2::RE2* regex(Call& call, std::string_view pattern, std::unique_ptr<re2::RE2>& made) {
    if (call.step().regex) return call.step().regex;
    call.evaluator().spend(1000 + 20 * pattern.size());  // making one is far dearer than using it
    made = compile_regex(pattern, call.step().name);
    if (made->ok()) return call.evaluator().spend(20 * static_cast<std::uint64_t>(made->ProgramSize())) ? made.get() : nullptr;
    call.fail("fhirpath-regex", {"The regular expression cannot be used: " + made->error() + ".",
                                 "Det regulære udtryk kan ikke bruges: " + made->error() + "."});
    return nullptr;
}

/// RE2 is linear in the text, times the size of the pattern's program when that is large.
bool spend_search(Call& call, const re2::RE2& pattern, std::string_view text) {
    return call.evaluator().spend(text.size() / 8 + text.size() * static_cast<std::uint64_t>(pattern.ProgramSize()) / 1024);
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

template <bool full>
void matches(Call& call) {
    const auto both = pair_of(call);
    if (!both) return;
    std::unique_ptr<re2::RE2> made;
    const re2::RE2* pattern = regex(call, both->second, made);
    if (!pattern || !spend_search(call, *pattern, both->first)) return;
    call.give(full ? re2::RE2::FullMatch(piece(both->first), *pattern) : re2::RE2::PartialMatch(piece(both->first), *pattern));
}

/// $1 and ${name}, as FHIRPath writes groups, in RE2's words.
std::string rewrite_of(const re2::RE2& pattern, std::string_view substitution) {
    std::string out;
    for (std::size_t i = 0; i < substitution.size(); ++i) {
        const char c = substitution[i];
        const char next = i + 1 < substitution.size() ? substitution[i + 1] : '\0';
        const auto close = c == '$' && next == '{' ? substitution.find('}', i) : std::string_view::npos;
        if (c == '$' && next >= '0' && next <= '9') {
            out += {'\\', next};
            ++i;
        } else if (close != std::string_view::npos) {
            const auto& groups = pattern.NamedCapturingGroups();
            const auto group = groups.find(std::string(substitution.substr(i + 2, close - i - 2)));
            if (group != groups.end() && group->second < 10) out += '\\' + std::to_string(group->second);
            i = close;
        } else if (c == '\\') {
            out += "\\\\";
        } else {
            out += c;
        }
    }
    return out;
}

void replace_matches(Call& call) {
    const auto both = pair_of(call);
    const auto to = call.failed() ? std::nullopt : call.text(1);
    if (!both || !to) return;
    if (both->second.empty()) return call.give(Value::of(both->first));
    const std::uint64_t most = (both->first.size() + 1) * (to->size() + 1);
    if (!call.evaluator().spend(both->first.size()) || !call.memory().spend(most)) return;
    std::unique_ptr<re2::RE2> made;
    const re2::RE2* pattern = regex(call, both->second, made);
    if (!pattern || !spend_search(call, *pattern, both->first)) return;
    std::string out(both->first);
    const std::string rewrite = rewrite_of(*pattern, *to);
    std::string error;
    if (!pattern->CheckRewriteString(piece(rewrite), &error))
        return call.fail("fhirpath-regex", {"The substitution names a group that the pattern does not have.",
                                            "Erstatningen nævner en gruppe, som mønsteret ikke har."});
    re2::RE2::GlobalReplace(&out, *pattern, piece(rewrite));
    call.give_text(out);
}

constexpr Function functions[] = {
    {"length", 0, 0, false, Takes::text, Gives::integer, length},
    {"substring", 1, 2, false, Takes::text, Gives::string, substring},
    {"startsWith", 1, 1, false, Takes::text, Gives::boolean, starts_with},
    {"endsWith", 1, 1, false, Takes::text, Gives::boolean, ends_with},
    {"contains", 1, 1, false, Takes::text, Gives::boolean, contains},
    {"indexOf", 1, 1, false, Takes::text, Gives::integer, index_of<false>},
    {"lastIndexOf", 1, 1, false, Takes::text, Gives::integer, index_of<true>},
    {"upper", 0, 0, false, Takes::text, Gives::string, change_case<true>},
    {"lower", 0, 0, false, Takes::text, Gives::string, change_case<false>},
    {"toChars", 0, 0, false, Takes::text, Gives::string, to_chars},
    {"trim", 0, 0, false, Takes::text, Gives::string, trim},
    {"split", 1, 1, false, Takes::text, Gives::string, split},
    {"join", 0, 1, false, Takes::collection, Gives::string, join},
    {"replace", 2, 2, false, Takes::text, Gives::string, replace},
    {"matches", 1, 1, false, Takes::text, Gives::boolean, matches<false>},
    {"matchesFull", 1, 1, false, Takes::text, Gives::boolean, matches<true>},
    {"replaceMatches", 2, 2, false, Takes::text, Gives::string, replace_matches},
};

}  // namespace

std::span<const Function> string_functions() { return functions; }

}  // namespace stafet::fhir::fhirpath
