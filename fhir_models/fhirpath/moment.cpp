#include "fhir_models/fhirpath/moment.hpp"

#include <array>
#include <chrono>

namespace stafet::fhir::fhirpath {

namespace {

/// Reads the parts of a date or time one after the other.
class Reader {
   public:
    explicit Reader(std::string_view text) : rest_(text) {}
    bool done() const { return rest_.empty(); }
    bool skip(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// Exactly `count` digits with a value in [low, high].
    template <class Number>
    bool number(std::size_t count, int low, int high, Number& out) {
        if (rest_.size() < count) return false;
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (rest_[i] < '0' || rest_[i] > '9') return false;
            value = value * 10 + (rest_[i] - '0');
        }
        if (value < low || value > high) return false;
        out = static_cast<Number>(value);
        rest_.remove_prefix(count);
        return true;
    }
    bool fraction(Moment& moment) {
        std::uint32_t unit = 100'000'000;
        std::size_t count = 0;
        for (; count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9'; ++count, unit /= 10)
            moment.nanoseconds += static_cast<std::uint32_t>(rest_[count] - '0') * unit;
        if (count == 0) return false;
        moment.fraction_digits = static_cast<std::uint8_t>(count < 9 ? count : 9);
        rest_.remove_prefix(count);
        return true;
    }

   private:
    std::string_view rest_;
};

int days_in_month(int year, int month) {
    constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month == 2 && std::chrono::year(year).is_leap()) return 29;
    return days[static_cast<std::size_t>(month - 1)];
}

bool read_date(Reader& in, Moment& m) {
    if (!in.number(4, 1, 9999, m.year)) return false;
    if (!in.skip('-')) return true;
    if (!in.number(2, 1, 12, m.month)) return false;
    m.precision = Precision::month;
    if (!in.skip('-')) return true;
    m.precision = Precision::day;
    return in.number(2, 1, days_in_month(m.year, m.month), m.day);
}

bool read_time(Reader& in, Moment& m) {
    if (!in.number(2, 0, 23, m.hour)) return false;
    m.precision = Precision::hour;
    if (!in.skip(':')) return true;
    if (!in.number(2, 0, 59, m.minute)) return false;
    m.precision = Precision::minute;
    if (!in.skip(':')) return true;
    m.precision = Precision::second;
    if (!in.number(2, 0, 60, m.second)) return false;
    return !in.skip('.') || in.fraction(m);
}

bool read_zone(Reader& in, Moment& m) {
    if (in.done()) return true;
    m.has_zone = true;
    if (in.skip('Z')) return m.zone_is_z = true;
    const bool west = in.skip('-');
    if (!west && !in.skip('+')) return false;
    int hours = 0, minutes = 0;
    if (!in.number(2, 0, 14, hours) || !in.skip(':') || !in.number(2, 0, 59, minutes)) return false;
    m.zone_minutes = static_cast<std::int16_t>((hours * 60 + minutes) * (west ? -1 : 1));
    return true;
}

void write(std::string& out, int value, int digits) {
    const std::string text = std::to_string(value);
    if (text.size() < static_cast<std::size_t>(digits)) out.append(static_cast<std::size_t>(digits) - text.size(), '0');
    out += text;
}

struct Point {
    std::int64_t seconds;
    std::uint32_t nanoseconds;
    auto operator<=>(const Point&) const = default;
};

/// `m` with every part that it leaves open at its first or last value.
Moment filled(Moment m, bool latest) {
    switch (m.precision) {
        case Precision::year: m.month = latest ? 12 : 1; [[fallthrough]];
        case Precision::month: m.day = static_cast<std::uint8_t>(latest ? days_in_month(m.year, m.month) : 1); [[fallthrough]];
        case Precision::day: m.hour = latest ? 23 : 0; [[fallthrough]];
        case Precision::hour: m.minute = latest ? 59 : 0; [[fallthrough]];
        case Precision::minute:
            m.second = latest ? 59 : 0;
            m.nanoseconds = latest ? 999'999'999 : 0;
            break;
        case Precision::second: break;
    }
    return m;
}

std::int64_t days_since_epoch(const Moment& m) {
    const std::chrono::year_month_day date{std::chrono::year(m.year), std::chrono::month(m.month), std::chrono::day(m.day)};
    return std::chrono::sys_days(date).time_since_epoch().count();
}

std::int64_t seconds_of_day(const Moment& m) { return (m.hour * 60 + m.minute) * 60 + m.second; }

/// The earliest or latest point that `m` can mean; `any_zone`: the zone is unknown and may be any on Earth.
Point point(const Moment& m, bool latest, bool any_zone) {
    const Moment full = filled(m, latest);
    int zone = m.zone_minutes;
    if (any_zone) zone = latest ? -12 * 60 : 14 * 60;
    return {days_since_epoch(full) * 86'400 + seconds_of_day(full) - zone * 60, full.nanoseconds};
}

void set_days(Moment& m, std::int64_t days) {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
    m.year = static_cast<std::int16_t>(static_cast<int>(date.year()));
    m.month = static_cast<std::uint8_t>(static_cast<unsigned>(date.month()));
    m.day = static_cast<std::uint8_t>(static_cast<unsigned>(date.day()));
}

bool in_range(std::int64_t days) {
    constexpr std::int64_t first = -719'162, last = 2'932'896;  // 0001-01-01 and 9999-12-31
    return days >= first && days <= last;
}

std::optional<Moment> add_months(Moment m, std::int64_t months) {
    if (months > 200'000 || months < -200'000) return std::nullopt;
    const std::int64_t total = (m.year * 12 + (m.month - 1)) + months;
    const std::int64_t year = total >= 0 ? total / 12 : -1;
    if (year < 1 || year > 9999) return std::nullopt;
    m.year = static_cast<std::int16_t>(year);
    m.month = static_cast<std::uint8_t>(total % 12 + 1);
    m.day = static_cast<std::uint8_t>(std::min<int>(m.day, days_in_month(m.year, m.month)));
    return m;
}

std::optional<Moment> add_days(Moment m, std::int64_t days) {
    if (days > 4'000'000 || days < -4'000'000) return std::nullopt;
    days += days_since_epoch(m);
    if (!in_range(days)) return std::nullopt;
    set_days(m, days);
    return m;
}

std::optional<Moment> add_nanoseconds(Moment m, const Decimal& amount) {
    const auto step = amount.to_integer();
    constexpr std::int64_t per_second = 1'000'000'000, per_day = 86'400 * per_second;
    if (!step) return std::nullopt;
    std::int64_t days = *step / per_day;
    std::int64_t rest = *step % per_day + seconds_of_day(m) * per_second + m.nanoseconds;
    if (rest < 0) rest += per_day, --days;
    if (rest >= per_day) rest -= per_day, ++days;
    m.nanoseconds = static_cast<std::uint32_t>(rest % per_second);
    const auto seconds = static_cast<int>(rest / per_second);
    m.hour = static_cast<std::uint8_t>(seconds / 3600);
    m.minute = static_cast<std::uint8_t>(seconds / 60 % 60);
    m.second = static_cast<std::uint8_t>(seconds % 60);
    if (m.nanoseconds % 1'000'000 != 0) {
        m.fraction_digits = 9;
    } else if (m.nanoseconds != 0 && m.fraction_digits < 3) {
        m.fraction_digits = 3;
    }
    return m.kind == MomentKind::time ? m : add_days(m, days);
}

struct Step {
    CalendarUnit unit;
    std::int64_t amount;
};

/// The unit in whole steps of the precision: 1 month is 30 days, 1 year 365 days or 12 months.
Step coarsened(Step step, Precision precision) {
    const auto to = [&](CalendarUnit unit, std::int64_t per) { step = {unit, step.amount / per}; };
    if (step.unit == CalendarUnit::week) step = {CalendarUnit::day, step.amount * 7};
    if (precision < Precision::second && step.unit == CalendarUnit::second) to(CalendarUnit::minute, 60);
    if (precision < Precision::minute && step.unit == CalendarUnit::minute) to(CalendarUnit::hour, 60);
    if (precision < Precision::hour && step.unit == CalendarUnit::hour) to(CalendarUnit::day, 24);
    if (precision == Precision::year && step.unit == CalendarUnit::day) to(CalendarUnit::year, 365);
    if (precision == Precision::month && step.unit == CalendarUnit::day) to(CalendarUnit::month, 30);
    if (precision == Precision::year && step.unit == CalendarUnit::month) to(CalendarUnit::year, 12);
    return step;
}

}  // namespace

std::optional<Moment> Moment::parse(std::string_view text, MomentKind kind) {
    Moment m;
    m.kind = kind;
    Reader in(text);
    if (kind == MomentKind::time) return read_time(in, m) && in.done() ? std::optional(m) : std::nullopt;
    if (!read_date(in, m)) return std::nullopt;
    if (kind == MomentKind::date_time && in.skip('T') && !in.done() && (!read_time(in, m) || !read_zone(in, m))) return std::nullopt;
    return in.done() ? std::optional(m) : std::nullopt;
}

Moment Moment::from_instant(Instant instant) {
    const auto days = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::hh_mm_ss clock{instant - days};
    Moment m;
    m.kind = MomentKind::date_time;
    m.precision = Precision::second;
    set_days(m, days.time_since_epoch().count());
    m.hour = static_cast<std::uint8_t>(clock.hours().count());
    m.minute = static_cast<std::uint8_t>(clock.minutes().count());
    m.second = static_cast<std::uint8_t>(clock.seconds().count());
    m.nanoseconds = static_cast<std::uint32_t>(clock.subseconds().count()) * 1'000'000;
    m.fraction_digits = 3;
    m.has_zone = m.zone_is_z = true;
    return m;
}

std::string Moment::to_string() const {
    std::string out;
    if (kind != MomentKind::time) {
        write(out, year, 4);
        if (precision >= Precision::month) write(out += '-', month, 2);
        if (precision >= Precision::day) write(out += '-', day, 2);
        if (precision < Precision::hour) return out;
        out += 'T';
    }
    write(out, hour, 2);
    if (precision >= Precision::minute) write(out += ':', minute, 2);
    if (precision >= Precision::second) write(out += ':', second, 2);
    if (fraction_digits > 0) {
        std::string fraction;
        write(fraction, static_cast<int>(nanoseconds), 9);
        out += '.' + fraction.substr(0, fraction_digits);
    }
    if (!has_zone) return out;
    if (zone_is_z) return out + 'Z';
    const int size = zone_minutes < 0 ? -zone_minutes : zone_minutes;
    write(out += zone_minutes < 0 ? '-' : '+', size / 60, 2);
    write(out += ':', size % 60, 2);
    return out;
}

int Moment::precision_digits() const {
    constexpr std::array<int, 6> digits{4, 6, 8, 10, 12, 14};
    const int whole = digits[static_cast<std::size_t>(precision)] - (kind == MomentKind::time ? 8 : 0);
    return whole + (fraction_digits > 0 ? 3 : 0);
}

std::optional<Moment> Moment::boundary(int digits, bool latest) const {
    Moment m = filled(*this, latest);
    const int of_date_time = kind == MomentKind::time ? digits + 8 : digits;
    switch (of_date_time) {
        case 4: m.precision = Precision::year; break;
        case 6: m.precision = Precision::month; break;
        case 8: m.precision = Precision::day; break;
        case 10: m.precision = Precision::hour; break;
        case 12: m.precision = Precision::minute; break;
        case 14:
        case 17: m.precision = Precision::second; break;
        default: return std::nullopt;
    }
    if (kind == MomentKind::date && m.precision > Precision::day) return std::nullopt;
    if (kind == MomentKind::time && m.precision < Precision::hour) return std::nullopt;
    const bool milliseconds = of_date_time == 17;
    if (milliseconds && precision == Precision::second && fraction_digits == 0 && latest) m.nanoseconds = 999'000'000;
    m.fraction_digits = milliseconds ? 3 : 0;
    if (m.precision < Precision::hour) m.has_zone = false;
    if (m.precision >= Precision::hour && kind == MomentKind::date_time && !has_zone) {
        m.has_zone = true;
        m.zone_minutes = latest ? -12 * 60 : 14 * 60;
    }
    return m;
}

std::optional<std::strong_ordering> compare(const Moment& a, const Moment& b) {
    const bool a_any = a.has_zone != b.has_zone && !a.has_zone;
    const bool b_any = a.has_zone != b.has_zone && !b.has_zone;
    const Point a_low = point(a, false, a_any), b_low = point(b, false, b_any);
    if (a.same_precision(b)) return a_low <=> b_low;
    if (point(a, true, a_any) < b_low) return std::strong_ordering::less;
    if (point(b, true, b_any) < a_low) return std::strong_ordering::greater;
    return std::nullopt;
}

std::optional<Moment> add(const Moment& moment, const Decimal& amount, CalendarUnit unit) {
    if (moment.kind == MomentKind::time && unit < CalendarUnit::hour) return std::nullopt;
    constexpr std::int64_t second = 1'000'000'000;
    if (unit >= CalendarUnit::second && moment.precision == Precision::second) {
        const auto exact = multiply(amount, Decimal(unit == CalendarUnit::second ? second : second / 1000));
        const auto whole = exact ? exact->rounded(0, Rounding::towards_zero) : std::nullopt;
        return whole ? add_nanoseconds(moment, *whole) : std::nullopt;
    }
    const auto truncated = amount.rounded(0, Rounding::towards_zero);
    const auto count = truncated ? truncated->to_integer() : std::nullopt;
    if (!count || *count > 1'000'000'000'000 || *count < -1'000'000'000'000) return std::nullopt;
    Step step{unit, *count};
    if (unit == CalendarUnit::millisecond) step = {CalendarUnit::second, *count / 1000};
    step = coarsened(step, moment.precision);
    switch (step.unit) {
        case CalendarUnit::year: return step.amount > 10'000 || step.amount < -10'000 ? std::nullopt : add_months(moment, step.amount * 12);
        case CalendarUnit::month: return add_months(moment, step.amount);
        case CalendarUnit::week:
        case CalendarUnit::day: return add_days(moment, step.amount);
        case CalendarUnit::hour: return add_nanoseconds(moment, Decimal(Int128{step.amount} * 3600 * second, 0));
        case CalendarUnit::minute: return add_nanoseconds(moment, Decimal(Int128{step.amount} * 60 * second, 0));
        case CalendarUnit::second:
        case CalendarUnit::millisecond: return add_nanoseconds(moment, Decimal(Int128{step.amount} * second, 0));
    }
    return std::nullopt;
}

}  // namespace stafet::fhir::fhirpath
