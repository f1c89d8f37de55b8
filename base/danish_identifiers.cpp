#include "base/danish_identifiers.hpp"

#include <algorithm>
#include <array>

namespace stafet::danish {

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), digit); }

bool begins_with_day_and_month(std::string_view text) {
    static constexpr std::array<int, 12> days{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int day = (text[0] - '0') * 10 + (text[1] - '0');
    const int month = (text[2] - '0') * 10 + (text[3] - '0');
    return month >= 1 && month <= 12 && day >= 1 && day <= days[static_cast<std::size_t>(month - 1)];
}

/// DDMMYY, a digit out of `seventh`, two letters, a digit.
bool is_replacement(std::string_view text, std::string_view seventh) {
    return text.size() == 10 && all_digits(text.substr(0, 7)) && begins_with_day_and_month(text) &&
           seventh.find(text[6]) != std::string_view::npos && letter(text[7]) && letter(text[8]) && digit(text[9]);
}

}  // namespace

bool is_cpr(std::string_view text) { return text.size() == 10 && all_digits(text) && begins_with_day_and_month(text); }

bool is_x_ecpr(std::string_view text) { return is_replacement(text, "17"); }

bool is_d_ecpr(std::string_view text) { return is_replacement(text, "056"); }

bool is_gln(std::string_view text) {
    if (text.size() != 13 || !all_digits(text)) return false;
    int sum = 0;
    for (std::size_t i = 0; i < 12; ++i) sum += (text[i] - '0') * (i % 2 == 0 ? 1 : 3);
    return (10 - sum % 10) % 10 == text[12] - '0';
}

bool is_sor(std::string_view text) { return text.size() >= 11 && all_digits(text); }

bool is_ydernummer(std::string_view text) { return !text.empty() && text.size() <= 6 && all_digits(text); }

bool is_gln_system(std::string_view system) {
    return system == gln_system || system == "http://www.gs1.org/gln" || system == "urn:oid:1.3.88";
}

bool is_patient_identifier_system(std::string_view system) {
    return system == cpr_system || system == x_ecpr_system || system == d_ecpr_system ||
           (system.starts_with(d_ecpr_system) && system[d_ecpr_system.size()] == '.');
}

}  // namespace stafet::danish
