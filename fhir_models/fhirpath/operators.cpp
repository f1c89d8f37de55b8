#include "fhir_models/fhirpath/equality.hpp"

namespace stafet::fhir::fhirpath {

namespace {

/// Two collections and what an operator does with them.
class Operation {
   public:
    Operation(Evaluator& evaluator, const Step& step, std::size_t left, std::size_t right)
        : evaluator_(evaluator), step_(step), left_(left), right_(right), end_(evaluator.values().size()) {}

    void run() {
        switch (step_.binary) {
            case Binary::implies:
            case Binary::logical_or:
            case Binary::exclusive_or:
            case Binary::logical_and: return give(logic());
            case Binary::in: return give(step_.beside ? membership_in_kept() : membership(left_, left_size(), right_, end_));
            case Binary::contains: return give(membership(right_, right_size(), left_, right_));
            case Binary::equal: return give(equality());
            case Binary::not_equal: return give(negated(equality()));
            case Binary::equivalent: return give(equivalence());
            case Binary::not_equivalent: return give(!equivalence());
            case Binary::less_or_equal:
            case Binary::less:
            case Binary::greater:
            case Binary::greater_or_equal: return give(order());
            case Binary::unite: return unite();
            case Binary::concatenate: return concatenate();
            default: return arithmetic();
        }
    }

   private:
    std::size_t left_size() const { return right_ - left_; }
    std::size_t right_size() const { return end_ - right_; }
    Value value(std::size_t at) const { return evaluator_.values()[at]; }
    Memory& memory() { return evaluator_.memory(); }
    void push(const Value& v) { evaluator_.values().push_back(v); }
    void give(std::optional<bool> truth) {
        if (truth) push(Value::of(*truth));
    }
    static std::optional<bool> negated(std::optional<bool> truth) { return truth ? std::optional(!*truth) : std::nullopt; }

    std::optional<bool> logic() {
        const auto a = evaluator_.truth_of(left_, right_, step_), b = evaluator_.truth_of(right_, end_, step_);
        switch (step_.binary) {
            case Binary::logical_and:
                if (a == false || b == false) return false;
                return a && b ? std::optional(true) : std::nullopt;
            case Binary::logical_or:
                if (a == true || b == true) return true;
                return a && b ? std::optional(false) : std::nullopt;
            case Binary::exclusive_or: return a && b ? std::optional(*a != *b) : std::nullopt;
            default:
                if (a == false || b == true) return true;
                return a && b ? std::optional(false) : std::nullopt;
        }
    }

    std::optional<bool> membership(std::size_t item, std::size_t count, std::size_t begin, std::size_t end) {
        if (count == 0) return std::nullopt;
        if (count > 1) {
            singleton();
            return std::nullopt;
        }
        for (std::size_t i = begin; i < end; ++i)
            if (equal(evaluator_, value(item), value(i)).value_or(false)) return true;
        return false;
    }

    std::optional<bool> membership_in_kept() {
        if (left_size() == 1) return evaluator_.is_in_kept(value(left_), step_.slot);
        if (left_size() > 1) singleton();
        return std::nullopt;
    }

    std::optional<bool> equality() {
        if (left_size() == 0 || right_size() == 0) return std::nullopt;
        if (left_size() != right_size()) return false;
        bool known = true;
        for (std::size_t i = 0; i < left_size(); ++i) {
            const auto same = equal(evaluator_, value(left_ + i), value(right_ + i));
            if (same == false) return false;
            if (!same) known = false;
        }
        return known ? std::optional(true) : std::nullopt;
    }

    bool equivalence() {
        if (left_size() != right_size()) return false;
        std::pmr::vector<bool> taken(right_size(), false, &memory().resource());
        for (std::size_t i = 0; i < left_size(); ++i) {
            std::size_t j = 0;
            while (j < right_size() && (taken[j] || !equivalent(evaluator_, value(left_ + i), value(right_ + j)))) ++j;
            if (j == right_size()) return false;
            taken[j] = true;
        }
        return true;
    }

    /// The only item of a side; nothing when it is empty or has no value.
    Maybe single(std::size_t begin, std::size_t end) {
        if (begin == end || evaluator_.failed()) return std::nullopt;
        if (end - begin > 1) {
            singleton();
            return std::nullopt;
        }
        const Value v = value(begin);
        if (v.is_element() && v.node().kind == ValueKind::absent) return std::nullopt;
        return evaluator_.system(v);
    }

    std::optional<bool> order() {
        const auto a = single(left_, right_), b = single(right_, end_);
        if (!a || !b) return std::nullopt;
        const auto order = compared(*a, *b);
        if (!order) return std::nullopt;
        switch (step_.binary) {
            case Binary::less: return *order < 0;
            case Binary::less_or_equal: return *order <= 0;
            case Binary::greater: return *order > 0;
            default: return *order >= 0;
        }
    }

    std::optional<std::strong_ordering> compared(const Value& a, const Value& b) {
        if (a.is_number() && b.is_number()) return a.number() <=> b.number();
        if (a.type() == ValueType::string && b.type() == ValueType::string) return a.text() <=> b.text();
        if (a.is_moment() && b.is_moment() && (a.type() == ValueType::time) == (b.type() == ValueType::time))
            return compare(a.moment(), b.moment());
        const auto quantities = quantities_of(a, b);
        if (quantities) return compare(quantities->first, quantities->second);
        mismatch(a, b);
        return std::nullopt;
    }

    /// Two quantities; a number beside a quantity has the unit 1.
    std::optional<std::pair<Quantity, Quantity>> quantities_of(const Value& a, const Value& b) {
        const auto as_quantity = [](const Value& v) { return v.is_number() ? Quantity{v.number(), "1"} : v.quantity(); };
        const auto usable = [](const Value& v) { return v.is_number() || v.type() == ValueType::quantity; };
        if (!usable(a) || !usable(b)) return std::nullopt;
        return std::pair(as_quantity(a), as_quantity(b));
    }

    void unite() {
        Distinct seen(evaluator_);
        for (std::size_t i = left_; i < end_ && evaluator_.spend(1); ++i)
            if (seen.add(value(i))) push(Value(value(i)));
    }

    void concatenate() {
        const auto text = [&](const Maybe& v) -> std::string_view {
            if (!v) return {};
            if (v->type() == ValueType::string) return v->text();
            mismatch(*v, *v);
            return {};
        };
        const auto a = text(single(left_, right_)), b = text(single(right_, end_));
        if (!evaluator_.failed()) push(Value::of(memory().keep_text(std::string(a).append(b))));
    }

    void arithmetic() {
        const auto a = single(left_, right_), b = single(right_, end_);
        if (!a || !b) return;
        if (a->is_moment() && b->type() == ValueType::quantity) return shift(*a, b->quantity());
        if (a->type() == ValueType::string && b->type() == ValueType::string && step_.binary == Binary::add) return concatenate();
        if (a->type() == ValueType::integer && b->type() == ValueType::integer) return integers(a->integer(), b->integer());
        if (a->is_number() && b->is_number()) return decimals(a->number(), b->number());
        const auto quantities = quantities_of(*a, *b);
        if (!quantities) return mismatch(*a, *b);
        measure(quantities->first, quantities->second);
    }

    void integers(std::int64_t a, std::int64_t b) {
        std::int64_t result = 0;
        const bool no_division = b == 0 || (a == INT64_MIN && b == -1);
        switch (step_.binary) {
            case Binary::add:
                if (__builtin_add_overflow(a, b, &result)) return;
                break;
            case Binary::subtract:
                if (__builtin_sub_overflow(a, b, &result)) return;
                break;
            case Binary::multiply:
                if (__builtin_mul_overflow(a, b, &result)) return;
                break;
            case Binary::divide: return decimals(Decimal(a), Decimal(b));
            case Binary::whole_divide:
                if (no_division) return;
                result = a / b;
                break;
            default:
                if (no_division) return;
                result = a % b;
        }
        push(Value::of(result));
    }

    void decimals(const Decimal& a, const Decimal& b) {
        const auto push_decimal = [&](const std::optional<Decimal>& d) {
            if (d) push(memory().value_of(*d));
        };
        switch (step_.binary) {
            case Binary::add: return push_decimal(add(a, b));
            case Binary::subtract: return push_decimal(add(a, -b));
            case Binary::multiply: return push_decimal(multiply(a, b));
            case Binary::divide: return push_decimal(divide(a, b));
            default: break;
        }
        const auto quotient = whole_quotient(a, b);
        if (!quotient) return;
        if (step_.binary == Binary::whole_divide) {
            if (const auto whole = quotient->to_integer()) push(Value::of(*whole));
            return;
        }
        const auto product = multiply(*quotient, b);
        push_decimal(product ? add(a, -*product) : std::nullopt);
    }

    static std::optional<Decimal> whole_quotient(const Decimal& a, const Decimal& b) {
        const auto quotient = divide(a, b);
        auto whole = quotient ? quotient->rounded(0, Rounding::towards_zero) : std::nullopt;
        // The quotient was rounded: 0.9999... may have become 1.
        const auto product = whole ? multiply(*whole, b) : std::nullopt;
        if (!product) return std::nullopt;
        const auto size = [](const Decimal& d) { return d.is_negative() ? -d : d; };
        if (size(*product) > size(a)) whole = add(*whole, Decimal(whole->is_negative() ? 1 : -1));
        return whole;
    }

    void measure(const Quantity& a, const Quantity& b) {
        std::optional<Quantity> result;
        switch (step_.binary) {
            case Binary::add: result = add(a, b); break;
            case Binary::subtract: result = add(a, Quantity{-b.value, b.unit}); break;
            case Binary::multiply:
            case Binary::divide: return scale(a, b);
            default:
                evaluator_.fail(step_, "fhirpath-type", {"Quantities have no div and no mod.", "Mængder har hverken div eller mod."});
                return;
        }
        if (result) push(memory().value_of(*result));
    }

    void scale(const Quantity& a, const Quantity& b) {
        const bool divides = step_.binary == Binary::divide;
        const auto number = divides ? divide(a.value, b.value) : multiply(a.value, b.value);
        if (!number) return;
        std::string_view unit = a.unit;
        if (divides && a.unit == b.unit) {
            unit = "1";
        } else if (b.unit != "1") {
            const bool compound = divides && b.unit.find_first_of("./") != std::string_view::npos;
            std::string text(a.unit == "1" && divides ? "" : a.unit == "1" ? b.unit : a.unit);
            if (divides || a.unit != "1") {
                text += divides ? '/' : '.';
                text.append(compound ? "(" : "").append(b.unit).append(compound ? ")" : "");
            }
            unit = memory().keep_text(text);
        }
        push(memory().value_of(Quantity{*number, unit}));
    }

    void shift(const Value& moment, const Quantity& by) {
        const auto unit = calendar_unit(by.unit);
        if (!unit || (step_.binary != Binary::add && step_.binary != Binary::subtract))
            return evaluator_.fail(step_, "fhirpath-type",
                                   {"A date can only be moved by time: years, months, weeks, days, hours, minutes, seconds, milliseconds.",
                                    "En dato kan kun flyttes med tid: years, months, weeks, days, hours, minutes, seconds, milliseconds."});
        const auto moved = add(moment.moment(), step_.binary == Binary::add ? by.value : -by.value, *unit);
        if (moved) push(memory().value_of(*moved));
    }

    void singleton() {
        evaluator_.fail(step_, "fhirpath-singleton",
                        {"This operator works on one item, not on several.", "Operatoren virker på ét element, ikke flere."});
    }

    void mismatch(const Value& a, const Value& b) {
        const std::string left = type_text(a), right = type_text(b);
        evaluator_.fail(
            step_, "fhirpath-type",
            {"This operator does not work on " + left + " and " + right + ".", "Operatoren virker ikke på " + left + " og " + right + "."});
    }

    Evaluator& evaluator_;
    const Step& step_;
    std::size_t left_, right_, end_;
};

}  // namespace

void run_binary(Evaluator& evaluator, const Step& step, std::size_t left, std::size_t right) {
    Operation(evaluator, step, left, right).run();
}

}  // namespace stafet::fhir::fhirpath
