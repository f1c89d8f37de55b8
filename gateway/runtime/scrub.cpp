// The scrubber of the log: one pass over the text, no regular expression.
#include "gateway/runtime/log.hpp"

namespace stafet::log {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_alnum(char c) { return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z'); }

template <class Predicate>
std::size_t run_length(std::string_view text, Predicate in_run) {
    std::size_t length = 0;
    while (length < text.size() && in_run(text[length])) ++length;
    return length;
}

/// DDMM; the day may carry the 60 that administrative replacement numbers add.
bool begins_with_date(std::string_view digits) {
    const int day = (digits[0] - '0') * 10 + digits[1] - '0';
    const int month = (digits[2] - '0') * 10 + digits[3] - '0';
    const int calendar_day = day > 60 ? day - 60 : day;
    return calendar_day >= 1 && calendar_day <= 31 && month >= 1 && month <= 12;
}

/// Length of a UUID or of a long hexadecimal run (hash, trace id) at the start of `text`, else 0.
std::size_t opaque_id_length(std::string_view text) {
    const std::size_t run = run_length(text, is_hex);
    if (run >= 32) return run;
    if (run != 8 || text.size() < 36) return 0;
    for (std::size_t i = 8; i < 36; ++i) {
        const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen ? text[i] != '-' : !is_hex(text[i])) return 0;
    }
    return text.size() == 36 || !is_alnum(text[36]) ? 36 : 0;
}

/// Length of a CPR number at the start of `text`, which begins a run of `digits` digits; else 0.
std::size_t cpr_length(std::string_view text, std::size_t digits, bool word_start) {
    if (digits < 6 || !begins_with_date(text)) return 0;
    if (digits == 10) return 10;
    const std::string_view rest = text.substr(digits);
    if (digits == 6 && !rest.empty() && rest[0] == '-' && run_length(rest.substr(1), is_digit) == 4) return 11;
    const bool replacement = digits == 7 && word_start && rest.size() >= 3 && is_upper(rest[0]) && is_upper(rest[1]) && is_digit(rest[2]);
    return replacement && (rest.size() == 3 || !is_alnum(rest[3])) ? 10 : 0;
}

}  // namespace

std::string scrub(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    bool word_start = true;
    while (!text.empty()) {
        std::size_t length = word_start ? opaque_id_length(text) : 0;
        if (length == 0 && is_digit(text[0])) {
            length = run_length(text, is_digit);
            if (const std::size_t cpr = cpr_length(text, length, word_start); cpr != 0) {
                out += "[cpr]";
                text.remove_prefix(cpr);
                word_start = false;
                continue;
            }
        }
        if (length == 0) length = 1;
        out.append(text, 0, length);
        word_start = !is_alnum(text[length - 1]);
        text.remove_prefix(length);
    }
    return out;
}

}  // namespace stafet::log
