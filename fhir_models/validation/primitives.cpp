#include "fhir_models/validation/primitives.hpp"

#include "fhir_models/json/json_number.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

namespace stafet::fhir {

namespace {

using definitions::Primitive;

// Objects and not functions: the algorithms that they are handed to are then compiled with them inside.
constexpr auto digit = [](char c) { return c >= '0' && c <= '9'; };
constexpr auto space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
constexpr auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
constexpr auto lower_hex = [](char c) { return digit(c) || (c >= 'a' && c <= 'f'); };

/// Whether any byte is below `limit` (1 to 128), eight at a time: nearly all text is free of them and need not be looked at closer.
bool any_below(std::string_view text, unsigned char limit) {
    constexpr std::uint64_t each = 0x0101010101010101;
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + at, 8);
        if (((eight - each * limit) & ~eight & each * 0x80) != 0) return true;
    }
    return std::any_of(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                       [&](char c) { return static_cast<unsigned char>(c) < limit; });
}

/// Reads a date or time from left to right; every step fails when the text does not fit.
class Scanner {
   public:
    explicit Scanner(std::string_view text) : text_(text) {}
    bool at_end() const { return at_ == text_.size(); }
    bool skip(char c) {
        if (at_end() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    /// Exactly `digits` digits within a range.
    bool number(std::size_t digits, unsigned low, unsigned high, unsigned& out) {
        if (text_.size() - at_ < digits) return false;
        out = 0;
        for (std::size_t i = 0; i < digits; ++i, ++at_) {
            if (!digit(text_[at_])) return false;
            out = out * 10 + static_cast<unsigned>(text_[at_] - '0');
        }
        return out >= low && out <= high;
    }
    bool fraction() {
        if (!skip('.')) return true;
        const std::size_t from = at_;
        at_ = skip_digits(text_, at_);
        return at_ > from;
    }

   private:
    std::string_view text_;
    std::size_t at_ = 0;
};

bool clock_time(Scanner& scan) {
    unsigned n = 0;
    return scan.number(2, 0, 23, n) && scan.skip(':') && scan.number(2, 0, 59, n) && scan.skip(':') && scan.number(2, 0, 60, n) &&
           scan.fraction();
}

bool zone(Scanner& scan) {
    if (scan.skip('Z')) return true;
    unsigned hours = 0;
    unsigned minutes = 0;
    if (!scan.skip('+') && !scan.skip('-')) return false;
    return scan.number(2, 0, 14, hours) && scan.skip(':') && scan.number(2, 0, hours == 14 ? 0 : 59, minutes);
}

enum class Precision { year, month, day };

/// A date of at least the given precision; true leaves the scanner behind it.
bool date_part(Scanner& scan, Precision& precision) {
    unsigned year = 0;
    unsigned month = 0;
    unsigned day = 0;
    if (!scan.number(4, 1, 9999, year)) return false;
    precision = Precision::year;
    if (!scan.skip('-')) return true;
    if (!scan.number(2, 1, 12, month)) return false;
    precision = Precision::month;
    if (!scan.skip('-')) return true;
    if (!scan.number(2, 1, 31, day)) return false;
    precision = Precision::day;
    using namespace std::chrono;
    return year_month_day{std::chrono::year(static_cast<int>(year)), std::chrono::month(month), std::chrono::day(day)}.ok();
}

bool is_date(std::string_view value) {
    Scanner scan(value);
    Precision precision{};
    return date_part(scan, precision) && scan.at_end();
}

bool is_date_time(std::string_view value) {
    Scanner scan(value);
    Precision precision{};
    if (!date_part(scan, precision)) return false;
    return scan.at_end() || (precision == Precision::day && scan.skip('T') && clock_time(scan) && zone(scan) && scan.at_end());
}

bool is_instant(std::string_view value) { return value.find('T') != std::string_view::npos && is_date_time(value); }

bool is_time(std::string_view value) {
    Scanner scan(value);
    return clock_time(scan) && scan.at_end();
}

/// Decimal digits, an optional minus, at most 32 bits.
bool is_integer(std::string_view value, long long low) {
    const bool negative = value.starts_with('-');
    const auto digits = value.substr(negative ? 1 : 0);
    if (digits.empty() || digits.size() > 10 || skip_digits(digits, 0) != digits.size() || (digits[0] == '0' && value.size() > 1))
        return false;
    long long number = 0;
    for (const char c : digits) number = number * 10 + (c - '0');
    if (negative) number = -number;
    return number >= low && number <= 2147483647LL;
}

bool is_string(std::string_view value) {
    if (value.empty() || !any_below(value, 0x20)) return !value.empty();
    return std::all_of(value.begin(), value.end(),
                       [](char c) { return static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\r' || c == '\n'; });
}

bool is_code(std::string_view value) {
    if (value.empty() || space(value.front()) || space(value.back())) return false;
    for (std::size_t i = 1; i < value.size(); ++i)
        if (space(value[i]) && space(value[i - 1])) return false;
    return true;
}

bool is_id(std::string_view value) {
    return !value.empty() && value.size() <= 64 &&
           std::all_of(value.begin(), value.end(), [](char c) { return letter(c) || digit(c) || c == '-' || c == '.'; });
}

bool is_oid(std::string_view value) {
    constexpr std::string_view prefix = "urn:oid:";
    if (!value.starts_with(prefix)) return false;
    value.remove_prefix(prefix.size());
    if (value.size() < 3 || value[0] < '0' || value[0] > '2') return false;
    std::size_t at = 1;
    while (at < value.size()) {
        if (value[at] != '.') return false;
        const std::size_t end = skip_digits(value, at + 1);
        if (end == at + 1 || (value[at + 1] == '0' && end > at + 2)) return false;
        at = end;
    }
    return true;
}

bool is_uuid(std::string_view value) {
    constexpr std::string_view prefix = "urn:uuid:";
    if (!value.starts_with(prefix) || value.size() != prefix.size() + 36) return false;
    value.remove_prefix(prefix.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen ? value[i] != '-' : !lower_hex(value[i])) return false;
    }
    return true;
}

/// Without space; where it says that it is an OID or a UUID, it is one, perhaps with "|version".
bool is_uri(std::string_view value) {
    if (value.empty() || (any_below(value, ' ' + 1) && std::any_of(value.begin(), value.end(), space))) return false;
    value = value.substr(0, value.find('|'));
    if (value.starts_with("urn:uuid:")) return is_uuid(value.substr(0, value.find_first_of("#|")));
    if (value.starts_with("urn:oid:")) return is_oid(value.substr(0, value.find_first_of("#|")));
    return !value.starts_with("uuid:") && !value.starts_with("oid:");
}

/// Of definitions a canonical says where they are in the world, or that they are contained.
bool is_canonical(std::string_view value) {
    if (value.starts_with('#')) return is_uri(value);
    const auto colon = value.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == value.size()) return false;
    const auto in_scheme = [](char c) { return (c >= 'a' && c <= 'z') || digit(c) || c == '+' || c == '-' || c == '.'; };
    const auto scheme = value.substr(0, colon);
    return std::all_of(scheme.begin(), scheme.end(), in_scheme) && is_uri(value);
}

bool is_base64(std::string_view value) {
    std::size_t characters = 0;
    std::size_t padding = 0;
    for (const char c : value) {
        if (space(c)) continue;
        ++characters;
        if (c == '=')
            ++padding;
        else if (padding > 0 || !(letter(c) || digit(c) || c == '+' || c == '/'))
            return false;
    }
    return characters > 0 && characters % 4 == 0 && padding <= 2;
}

}  // namespace

bool is_valid_primitive(Primitive primitive, std::string_view value) {
    switch (primitive) {
        case Primitive::none: return true;
        case Primitive::boolean: return value == "true" || value == "false";
        case Primitive::integer: return is_integer(value, -2147483648LL);
        case Primitive::unsigned_int: return is_integer(value, 0);
        case Primitive::positive_int: return is_integer(value, 1);
        case Primitive::decimal: return is_json_number(value);
        case Primitive::string:
        case Primitive::markdown: return is_string(value);
        case Primitive::code: return is_code(value);
        case Primitive::id: return is_id(value);
        case Primitive::uri:
        case Primitive::url: return is_uri(value);
        case Primitive::canonical: return is_canonical(value);
        case Primitive::oid: return is_oid(value);
        case Primitive::uuid: return is_uuid(value);
        case Primitive::date: return is_date(value);
        case Primitive::date_time: return is_date_time(value);
        case Primitive::time: return is_time(value);
        case Primitive::instant: return is_instant(value);
        case Primitive::base64_binary: return is_base64(value);
        case Primitive::xhtml: return value.substr(std::min(value.find_first_not_of(" \t\r\n"), value.size())).starts_with('<');
    }
    return true;
}

Words description_of(Primitive primitive) {
    switch (primitive) {
        case Primitive::none: return {"an element", "et element"};
        case Primitive::boolean: return {"true or false", "true eller false"};
        case Primitive::integer: return {"a whole number such as -7 or 42", "et heltal som -7 eller 42"};
        case Primitive::unsigned_int: return {"a whole number from 0", "et heltal fra 0"};
        case Primitive::positive_int: return {"a whole number from 1", "et heltal fra 1"};
        case Primitive::decimal: return {"a number such as 1.10", "et tal som 1.10"};
        case Primitive::string:
        case Primitive::markdown: return {"text without control characters", "tekst uden kontroltegn"};
        case Primitive::code:
            return {"a code without space around it or two spaces in a row", "en kode uden mellemrum omkring eller to mellemrum i træk"};
        case Primitive::id: return {"1-64 letters A-Z a-z, digits, '-' and '.'", "1-64 bogstaver A-Z a-z, cifre, '-' og '.'"};
        case Primitive::uri:
        case Primitive::url:
            return {"a URI without space (an OID as urn:oid:1.2.3, a UUID as urn:uuid: in lower case)",
                    "en URI uden mellemrum (en OID som urn:oid:1.2.3, en UUID som urn:uuid: med små bogstaver)"};
        case Primitive::canonical:
            return {"an absolute URL such as http://example.org/x, or # and the id of what is contained",
                    "en absolut URL som http://example.org/x, eller # og id'et på det, der er contained"};
        case Primitive::oid: return {"an OID such as urn:oid:1.2.208.176.1.2", "en OID som urn:oid:1.2.208.176.1.2"};
        case Primitive::uuid:
            return {"a UUID in lower case such as urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
                    "en UUID med små bogstaver som urn:uuid:c757873d-ec9a-4326-a141-556f43239520"};
        case Primitive::date: return {"a date such as 2026-11-22, 2026-11 or 2026", "en dato som 2026-11-22, 2026-11 eller 2026"};
        case Primitive::date_time:
            return {"a date, or a time with seconds and zone such as 2026-11-22T10:15:00+01:00",
                    "en dato eller et tidspunkt med sekunder og tidszone som 2026-11-22T10:15:00+01:00"};
        case Primitive::time: return {"a time such as 10:15:00", "et klokkeslæt som 10:15:00"};
        case Primitive::instant:
            return {"a time with seconds and zone such as 2026-11-22T10:15:00+01:00",
                    "et tidspunkt med sekunder og tidszone som 2026-11-22T10:15:00+01:00"};
        case Primitive::base64_binary: return {"base64", "base64"};
        case Primitive::xhtml: return {"xhtml in one <div>", "xhtml i én <div>"};
    }
    return {};
}

}  // namespace stafet::fhir
