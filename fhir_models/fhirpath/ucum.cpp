#include "fhir_models/fhirpath/ucum.hpp"

#include <algorithm>

namespace stafet::fhir::fhirpath {

namespace {

using Dimensions = std::array<std::int8_t, 8>;

struct Atom {
    std::string_view name;
    bool metric;  ///< takes prefixes
    std::string_view factor;
    Dimensions dimensions;  ///< m, s, g, K, C, cd, mol, calendar month
};

constexpr Atom atoms[] = {
    {"m", true, "1", {1}},
    {"s", true, "1", {0, 1}},
    {"g", true, "1", {0, 0, 1}},
    {"K", true, "1", {0, 0, 0, 1}},
    {"C", true, "1", {0, 0, 0, 0, 1}},
    {"cd", true, "1", {0, 0, 0, 0, 0, 1}},
    {"mol", true, "1", {0, 0, 0, 0, 0, 0, 1}},
    {"osm", true, "1", {0, 0, 0, 0, 0, 0, 1}},
    {"eq", true, "1", {0, 0, 0, 0, 0, 0, 1}},
    {"rad", true, "1", {}},
    {"%", false, "0.01", {}},
    {"[ppth]", false, "0.001", {}},
    {"[ppm]", false, "0.000001", {}},
    {"[ppb]", false, "0.000000001", {}},
    {"l", true, "0.001", {3}},
    {"L", true, "0.001", {3}},
    {"t", true, "1000000", {0, 0, 1}},
    {"u", true, "0.00000000000000000000000166053906660", {0, 0, 1}},
    {"min", false, "60", {0, 1}},
    {"h", false, "3600", {0, 1}},
    {"d", false, "86400", {0, 1}},
    {"wk", false, "604800", {0, 1}},
    {"mo", false, "2629800", {0, 1}},
    {"a", false, "31557600", {0, 1}},
    {"Hz", true, "1", {0, -1}},
    {"Bq", true, "1", {0, -1}},
    {"N", true, "1000", {1, -2, 1}},
    {"Pa", true, "1000", {-1, -2, 1}},
    {"bar", true, "100000000", {-1, -2, 1}},
    {"m[Hg]", true, "133322000", {-1, -2, 1}},
    {"m[H2O]", true, "9806650", {-1, -2, 1}},
    {"J", true, "1000", {2, -2, 1}},
    {"cal", true, "4184", {2, -2, 1}},
    {"[Cal]", false, "4184000", {2, -2, 1}},
    {"W", true, "1000", {2, -3, 1}},
    {"A", true, "1", {0, -1, 0, 0, 1}},
    {"V", true, "1000", {2, -2, 1, 0, -1}},
    {"Ohm", true, "1000", {2, -1, 1, 0, -2}},
    {"lm", true, "1", {0, 0, 0, 0, 0, 1}},
    {"lx", true, "1", {-2, 0, 0, 0, 0, 1}},
    {"Gy", true, "1", {2, -2}},
    {"Sv", true, "1", {2, -2}},
    {"kat", true, "1", {0, -1, 0, 0, 0, 0, 1}},
    {"[in_i]", false, "0.0254", {1}},
    {"[ft_i]", false, "0.3048", {1}},
    {"[yd_i]", false, "0.9144", {1}},
    {"[mi_i]", false, "1609.344", {1}},
    {"[lb_av]", false, "453.59237", {0, 0, 1}},
    {"[oz_av]", false, "28.349523125", {0, 0, 1}},
    {"[gr]", false, "0.06479891", {0, 0, 1}},
    {"[gal_us]", false, "0.003785411784", {3}},
    {"[foz_us]", false, "0.0000295735295625", {3}},
    {"[tsp_us]", false, "0.00000492892159375", {3}},
    {"[tbs_us]", false, "0.00001478676478125", {3}},
    {"year", false, "12", {0, 0, 0, 0, 0, 0, 0, 1}},
    {"years", false, "12", {0, 0, 0, 0, 0, 0, 0, 1}},
    {"month", false, "1", {0, 0, 0, 0, 0, 0, 0, 1}},
    {"months", false, "1", {0, 0, 0, 0, 0, 0, 0, 1}},
    {"week", false, "604800", {0, 1}},
    {"weeks", false, "604800", {0, 1}},
    {"day", false, "86400", {0, 1}},
    {"days", false, "86400", {0, 1}},
    {"hour", false, "3600", {0, 1}},
    {"hours", false, "3600", {0, 1}},
    {"minute", false, "60", {0, 1}},
    {"minutes", false, "60", {0, 1}},
    {"second", false, "1", {0, 1}},
    {"seconds", false, "1", {0, 1}},
    {"millisecond", false, "0.001", {0, 1}},
    {"milliseconds", false, "0.001", {0, 1}},
};

struct Prefix {
    std::string_view name;
    int power;
};

constexpr Prefix prefixes[] = {{"Y", 24}, {"Z", 21},  {"E", 18},  {"P", 15},  {"T", 12},  {"G", 9},  {"M", 6},
                               {"k", 3},  {"h", 2},   {"da", 1},  {"d", -1},  {"c", -2},  {"m", -3}, {"u", -6},
                               {"n", -9}, {"p", -12}, {"f", -15}, {"a", -18}, {"z", -21}, {"y", -24}};

constexpr int max_exponent = 9;
constexpr int max_nesting = 8;
constexpr std::size_t max_length = 100;

bool digit(char c) { return c >= '0' && c <= '9'; }

Decimal ten_to(int power) {
    Int128 value = 1;
    for (; power > 0; --power) value *= 10;
    return {value, 0};
}

const Atom* find_atom(std::string_view name, bool metric_only) {
    const auto at =
        std::find_if(std::begin(atoms), std::end(atoms), [&](const Atom& a) { return a.name == name && (a.metric || !metric_only); });
    return at == std::end(atoms) ? nullptr : at;
}

/// term: component (('.' | '/') component)*; component: '(' term ')', a number, or a unit with an exponent; {annotations} mean nothing.
class Parser {
   public:
    explicit Parser(std::string_view text) : rest_(text) {}

    std::optional<CanonicalUnit> run() {
        auto unit = term();
        return rest_.empty() ? unit : std::nullopt;
    }

   private:
    std::optional<CanonicalUnit> term() {
        CanonicalUnit product;
        if (++nesting_ > max_nesting) return std::nullopt;
        bool divide = skip('/');
        do {
            const auto factor = component();
            if (!factor || !apply(product, *factor, divide ? -1 : 1)) return std::nullopt;
            divide = rest_.starts_with('/');
        } while (skip('/') || skip('.'));
        --nesting_;
        return product;
    }

    std::optional<CanonicalUnit> component() {
        if (annotation()) return CanonicalUnit{};
        if (skip('(')) {
            auto inner = term();
            return skip(')') ? inner : std::nullopt;
        }
        std::optional<CanonicalUnit> unit = rest_.empty() || !digit(rest_.front()) ? symbol() : number();
        if (!unit) return std::nullopt;
        const auto power = exponent();
        CanonicalUnit result;
        if (!power || !apply(result, *unit, *power)) return std::nullopt;
        annotation();
        return result;
    }

    bool annotation() {
        if (!rest_.starts_with('{')) return false;
        const auto end = rest_.find('}');
        if (end == std::string_view::npos) return false;
        rest_.remove_prefix(end + 1);
        return true;
    }

    std::optional<CanonicalUnit> number() {
        std::size_t size = 0;
        while (size < rest_.size() && digit(rest_[size])) ++size;
        const auto value = Decimal::parse(rest_.substr(0, size));
        rest_.remove_prefix(size);
        if (!value || value->is_zero()) return std::nullopt;
        if (!skip('*')) skip('^');  // 10*9 and 10^9 are ten to the ninth
        CanonicalUnit unit;
        unit.numerator = *value;
        return unit;
    }

    /// Letters and [brackets] up to a digit, an operator or an exponent.
    std::optional<CanonicalUnit> symbol() {
        std::size_t size = 0;
        bool inside = false;
        for (; size < rest_.size(); ++size) {
            const char c = rest_[size];
            if (!inside && (digit(c) || std::string_view("./(){}+-*^").find(c) != std::string_view::npos)) break;
            if (c == '[') inside = true;
            if (c == ']') inside = false;
        }
        const std::string_view name = rest_.substr(0, size);
        rest_.remove_prefix(size);
        if (const Atom* atom = find_atom(name, false)) return of(*atom, 0);
        for (const auto& prefix : prefixes)
            if (name.starts_with(prefix.name))
                if (const Atom* atom = find_atom(name.substr(prefix.name.size()), true)) return of(*atom, prefix.power);
        return std::nullopt;
    }

    static std::optional<CanonicalUnit> of(const Atom& atom, int prefix) {
        CanonicalUnit unit;
        unit.dimensions = atom.dimensions;
        unit.numerator = *Decimal::parse(atom.factor);
        if (prefix < 0) unit.denominator = ten_to(-prefix);
        if (prefix <= 0) return unit;
        const auto larger = multiply(unit.numerator, ten_to(prefix));
        if (!larger) return std::nullopt;
        unit.numerator = *larger;
        return unit;
    }

    std::optional<int> exponent() {
        const bool negative = skip('-');
        const bool sign = negative || skip('+');
        int value = 0;
        bool any = false;
        for (; !rest_.empty() && digit(rest_.front()); rest_.remove_prefix(1)) {
            value = std::min(value * 10 + (rest_.front() - '0'), 1000);
            any = true;
        }
        if (!any) return sign ? std::nullopt : std::optional(1);
        if (value > 24) return std::nullopt;
        return negative ? -value : value;
    }

    static bool apply(CanonicalUnit& product, const CanonicalUnit& factor, int power) {
        for (std::size_t i = 0; i < product.dimensions.size(); ++i) {
            const int exponent = product.dimensions[i] + factor.dimensions[i] * power;
            if (exponent > max_exponent || exponent < -max_exponent) return false;
            product.dimensions[i] = static_cast<std::int8_t>(exponent);
        }
        for (int i = 0; i < (power < 0 ? -power : power); ++i) {
            const auto up = multiply(product.numerator, power < 0 ? factor.denominator : factor.numerator);
            const auto down = multiply(product.denominator, power < 0 ? factor.numerator : factor.denominator);
            if (!up || !down) return false;
            product.numerator = *up;
            product.denominator = *down;
        }
        return true;
    }

    bool skip(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::string_view rest_;
    int nesting_ = 0;
};

}  // namespace

std::optional<CanonicalUnit> canonical_unit(std::string_view unit) {
    if (unit == "Cel") {
        auto kelvin = Parser("K").run();
        kelvin->offset = *Decimal::parse("273.15");
        return kelvin;
    }
    if (unit.empty() || unit.size() > max_length) return std::nullopt;
    return Parser(unit).run();
}

}  // namespace stafet::fhir::fhirpath
