#include "fhir_models/fhirpath/decimal.hpp"

#include <algorithm>
#include <cmath>

namespace stafet::fhir::fhirpath {

namespace {

constexpr int max_scale = 37;
constexpr int division_digits = 16;
constexpr Int128 largest = ((static_cast<Int128>(1) << 126) - 1) * 2 + 1;

bool digit(char c) { return c >= '0' && c <= '9'; }

/// value * 10^power, or nullopt.
std::optional<Int128> scaled(Int128 value, int power) {
    if (value == 0) return value;
    if (power > max_scale) return std::nullopt;
    for (; power > 0; --power)
        if (__builtin_mul_overflow(value, static_cast<Int128>(10), &value)) return std::nullopt;
    return value;
}

/// Every value but the one that has no positive twin, so that a sign can always be turned.
bool has_opposite(Int128 value) { return value >= -largest; }

/// 10^power for powers that fit.
Int128 power_of_ten(int power) {
    Int128 value = 1;
    for (; power > 0; --power) value *= 10;
    return value;
}

Int128 divided(Int128 value, Int128 by, Rounding rounding) {
    const Int128 whole = value / by;
    const Int128 rest = value % by;
    if (rest == 0) return whole;
    const bool negative = (value < 0) != (by < 0);
    switch (rounding) {
        case Rounding::towards_zero: return whole;
        case Rounding::down: return negative ? whole - 1 : whole;
        case Rounding::up: return negative ? whole : whole + 1;
        case Rounding::half_up: break;
    }
    const Int128 size = rest < 0 ? -rest : rest;
    const Int128 other = (by < 0 ? -by : by) - size;
    return size < other ? whole : whole + (negative ? -1 : 1);
}

/// Reads "e-3" to its end; false when it is no exponent.
bool read_exponent(std::string_view text, int& exponent) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty() || text.size() > 3) return false;
    for (const char c : text) {
        if (!digit(c)) return false;
        exponent = exponent * 10 + (c - '0');
    }
    if (negative) exponent = -exponent;
    return true;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    Int128 digits = 0;
    int scale = 0, exponent = 0;
    bool any = false, point = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (digit(c)) {
            if (__builtin_mul_overflow(digits, static_cast<Int128>(10), &digits)) return std::nullopt;
            if (__builtin_add_overflow(digits, static_cast<Int128>(c - '0'), &digits)) return std::nullopt;
            any = true;
            if (point) ++scale;
        } else if (c == '.' && any && !point && i + 1 < text.size() && digit(text[i + 1])) {
            point = true;
        } else if ((c == 'e' || c == 'E') && any) {
            if (!read_exponent(text.substr(i + 1), exponent)) return std::nullopt;
            break;
        } else {
            return std::nullopt;
        }
    }
    if (!any) return std::nullopt;
    if (negative) digits = -digits;
    scale -= exponent;
    if (scale > max_scale) return std::nullopt;
    if (scale >= 0) return Decimal{digits, scale};
    const auto whole = scaled(digits, -scale);
    if (!whole) return std::nullopt;
    return Decimal{*whole, 0};
}

std::optional<Decimal> Decimal::from_double(double value, int scale) {
    if (!std::isfinite(value)) return std::nullopt;
    const double shifted = std::round(value * std::pow(10.0, scale));
    if (std::fabs(shifted) > 1e37) return std::nullopt;
    return Decimal{static_cast<Int128>(shifted), scale}.trimmed();
}

std::string Decimal::to_string() const {
    Int128 rest = digits_ < 0 ? -digits_ : digits_;
    std::string text;
    for (int i = 0; rest != 0 || i <= scale_; ++i) {
        if (i == scale_ && scale_ > 0) text += '.';
        text += static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
    }
    if (digits_ < 0) text += '-';
    std::reverse(text.begin(), text.end());
    return text;
}

double Decimal::to_double() const { return static_cast<double>(digits_) / std::pow(10.0, scale_); }

std::optional<std::int64_t> Decimal::to_integer() const {
    const Decimal whole = trimmed();
    if (whole.scale_ > 0) return std::nullopt;
    if (whole.digits_ > INT64_MAX || whole.digits_ < INT64_MIN) return std::nullopt;
    return static_cast<std::int64_t>(whole.digits_);
}

Decimal Decimal::trimmed() const {
    Decimal shorter = *this;
    while (shorter.scale_ > 0 && shorter.digits_ % 10 == 0) {
        shorter.digits_ /= 10;
        --shorter.scale_;
    }
    return shorter;
}

std::optional<Decimal> Decimal::rounded(int scale, Rounding rounding) const {
    if (scale < 0 || scale > max_scale) return std::nullopt;
    if (scale < scale_) return Decimal{divided(digits_, power_of_ten(scale_ - scale), rounding), scale};
    const auto digits = scaled(digits_, scale - scale_);
    if (!digits) return std::nullopt;
    return Decimal{*digits, scale};
}

std::optional<Decimal> add(const Decimal& a, const Decimal& b) {
    const int scale = std::max(a.scale_, b.scale_);
    const auto left = scaled(a.digits_, scale - a.scale_);
    const auto right = scaled(b.digits_, scale - b.scale_);
    Int128 sum = 0;
    if (!left || !right || __builtin_add_overflow(*left, *right, &sum) || !has_opposite(sum)) return std::nullopt;
    return Decimal{sum, scale};
}

std::optional<Decimal> multiply(const Decimal& a, const Decimal& b) {
    Int128 product = 0;
    if (__builtin_mul_overflow(a.digits_, b.digits_, &product)) {
        const Decimal shorter_a = a.trimmed(), shorter_b = b.trimmed();
        if (__builtin_mul_overflow(shorter_a.digits_, shorter_b.digits_, &product)) return std::nullopt;
        const int scale = shorter_a.scale_ + shorter_b.scale_;
        if (scale > max_scale || !has_opposite(product)) return std::nullopt;
        return Decimal{product, scale};
    }
    if (!has_opposite(product) || a.scale_ + b.scale_ > max_scale) return std::nullopt;
    return Decimal{product, a.scale_ + b.scale_};
}

std::optional<Decimal> divide(const Decimal& a, const Decimal& b) {
    if (b.is_zero()) return std::nullopt;
    const Decimal left = a.trimmed(), right = b.trimmed();
    for (int scale = division_digits; scale >= 0; --scale) {
        const int power = scale - left.scale_ + right.scale_;
        if (power >= 0) {
            const auto dividend = scaled(left.digits_, power);
            if (!dividend) continue;
            return Decimal{divided(*dividend, right.digits_, Rounding::half_up), scale}.trimmed();
        }
        const auto divisor = scaled(right.digits_, -power);
        if (!divisor) return Decimal{};
        return Decimal{divided(left.digits_, *divisor, Rounding::half_up), scale}.trimmed();
    }
    return std::nullopt;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
    const int scale = std::max(a.scale_, b.scale_);
    const auto left = scaled(a.digits_, scale - a.scale_);
    const auto right = scaled(b.digits_, scale - b.scale_);
    if (left && right) return *left <=> *right;
    // Only the number with fewer digits behind the point can be too large to be written with more; it is the larger in size.
    if (!left) return a.digits_ < 0 ? std::strong_ordering::less : std::strong_ordering::greater;
    return b.digits_ < 0 ? std::strong_ordering::greater : std::strong_ordering::less;
}

}  // namespace stafet::fhir::fhirpath
