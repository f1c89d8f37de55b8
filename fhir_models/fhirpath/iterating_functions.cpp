// Functions that run their arguments themselves: for each item, or only when needed.
#include "fhir_models/fhirpath/call.hpp"
#include "fhir_models/fhirpath/equality.hpp"

#include <algorithm>

namespace stafet::fhir::fhirpath {

namespace {

void where(Call& call) {
    for (std::size_t i = 0; i < call.size() && !call.failed(); ++i)
        if (const Value item = call.item(i); call.criterion(0, item, i) == true) call.give(item);
}

/// The collection of every item stays on the stack, one behind the other.
void select(Call& call) {
    Evaluator& evaluator = call.evaluator();
    for (std::size_t i = 0; i < call.size() && !call.failed(); ++i) {
        call.lazy(0, call.item(i), i);
        evaluator.join();
    }
}

void exists(Call& call) {
    if (call.arguments() == 0) return call.give(call.size() > 0);
    for (std::size_t i = 0; i < call.size() && !call.failed(); ++i)
        if (call.criterion(0, call.item(i), i) == true) return call.give(true);
    call.give(false);
}

void all(Call& call) {
    for (std::size_t i = 0; i < call.size() && !call.failed(); ++i)
        if (call.criterion(0, call.item(i), i) != true) return call.give(false);
    call.give(true);
}

/// Adds what the argument gives for `item` and is not there yet.
void project(Call& call, Distinct& seen, const Value& item, std::size_t index) {
    auto& values = call.evaluator().values();
    const std::size_t begin = call.lazy(0, item, index);
    std::size_t kept = begin;
    for (std::size_t i = begin; i < values.size() && call.evaluator().spend(1); ++i)
        if (seen.add(values[i])) values[kept++] = values[i];
    if (call.failed()) return;
    values.resize(kept);
    call.evaluator().join();
}

void repeat(Call& call) {
    Distinct seen(call.evaluator());
    const auto& values = call.evaluator().values();
    std::size_t next = values.size();
    for (std::size_t i = 0; i < call.size() && !call.failed(); ++i) project(call, seen, call.item(i), i);
    for (; next < values.size() && !call.failed(); ++next) project(call, seen, Value(values[next]), 0);
}

void iif(Call& call) {
    if (call.size() > 1)
        return call.fail("fhirpath-singleton", {"iif works on one item, not on several.", "iif virker på ét element, ikke flere."});
    Frame frame = call.evaluator().frame();
    frame.has_self = call.size() == 1;
    frame.has_focus = false;
    if (frame.has_self) frame.self = call.item(0);
    const std::size_t begin = call.lazy(0, frame);
    const auto truth = call.evaluator().truth_of(begin, call.evaluator().values().size(), call.step());
    call.drop();
    if (call.failed() || (truth != true && call.arguments() < 3)) return;
    call.lazy(truth == true ? 1 : 2, frame);
    call.evaluator().join();
}

void aggregate(Call& call) {
    Evaluator& evaluator = call.evaluator();
    auto& values = evaluator.values();
    Frame frame = evaluator.frame();
    frame.has_total = frame.has_index = frame.has_self = true;
    frame.has_focus = false;
    const std::size_t base = values.size();
    if (call.arguments() > 1) {
        call.lazy(1, evaluator.frame());
        evaluator.join();
    }
    for (std::size_t i = 0; i < call.size() && !call.failed(); ++i) {
        frame.self = call.item(i);
        frame.index = static_cast<std::int64_t>(i);
        frame.total_begin = base;
        frame.total_end = values.size();
        const std::size_t begin = call.lazy(0, frame);
        if (call.failed()) return;
        evaluator.join();
        values.erase(values.begin() + static_cast<std::ptrdiff_t>(base), values.begin() + static_cast<std::ptrdiff_t>(begin));
    }
}

/// Shows the items, or what the second argument makes of each, to whoever listens; gives its focus back.
void trace(Call& call) {
    Evaluator& evaluator = call.evaluator();
    if (Services* services = evaluator.environment().services) {
        const std::size_t named = call.lazy(0, evaluator.frame());
        if (call.failed()) return;
        const std::string name = named < evaluator.values().size() ? to_text(evaluator.values()[named]) : std::string();
        call.drop();
        for (std::size_t i = 0; i < call.size() && !call.failed(); ++i) {
            if (call.arguments() == 1) {
                services->trace(name, call.item(i));
                continue;
            }
            const std::size_t begin = call.lazy(1, call.item(i), i);
            for (std::size_t k = begin; k < evaluator.values().size() && !call.failed(); ++k) services->trace(name, evaluator.values()[k]);
            call.drop();
        }
    }
    call.give_focus(0, call.size());
}

/// Keeps the focus, or what the second argument makes of it, under a name; gives its focus back.
void define_variable(Call& call) {
    Evaluator& evaluator = call.evaluator();
    const Frame frame = call.focus_frame();
    if (call.arguments() == 1) {
        evaluator.define(call.step().target, frame.focus_begin, frame.focus_end);
    } else {
        const std::size_t begin = call.lazy(1, frame);
        if (call.failed()) return;
        evaluator.define(call.step().target, begin, evaluator.values().size());
        call.drop();
    }
    call.give_focus(0, call.size());
}

/// One item with the keys that it is sorted by; a key that is missing counts as the largest.
struct Row {
    Value item;
    std::pmr::vector<Maybe> keys;
};

class Sorter {
   public:
    explicit Sorter(Call& call) : call_(call) {}

    void run() {
        std::pmr::vector<Row> rows(&call_.memory().resource());
        for (std::size_t i = 0; i < call_.size() && !call_.failed(); ++i) rows.push_back(row(i));
        if (call_.failed()) return;
        std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) { return before(a, b); });
        if (!comparable_) return call_.fail("fhirpath-type", {"These items cannot be sorted.", "Elementerne kan ikke sorteres."});
        for (const auto& r : rows) call_.give(r.item);
    }

   private:
    Row row(std::size_t i) {
        call_.memory().spend(2 * sizeof(Row) + call_.arguments() * sizeof(Maybe));
        Row r{call_.item(i), std::pmr::vector<Maybe>(&call_.memory().resource())};
        if (call_.arguments() == 0) r.keys.emplace_back(call_.evaluator().system(r.item));
        for (std::size_t k = 0; k < call_.arguments() && !call_.failed(); ++k) {
            auto& values = call_.evaluator().values();
            const std::size_t begin = call_.lazy(k, r.item, i);
            if (call_.failed()) break;
            if (values.size() - begin > 1)
                call_.fail("fhirpath-singleton", {"A sort key is one value.", "En sorteringsnøgle er én værdi."});
            else
                r.keys.push_back(begin < values.size() ? Maybe(call_.evaluator().system(values[begin])) : std::nullopt);
            call_.drop();
        }
        return r;
    }

    bool before(const Row& a, const Row& b) {
        for (std::size_t k = 0; k < a.keys.size() && call_.evaluator().spend(1); ++k) {
            const auto order = compared(a.keys[k], b.keys[k]);
            if (order == 0) continue;
            const bool descending = call_.arguments() > 0 && call_.range(k).descending;
            return descending ? order > 0 : order < 0;
        }
        return false;
    }

    std::strong_ordering compared(const Maybe& a, const Maybe& b) {
        if (!a || !b) return static_cast<int>(b.has_value()) <=> static_cast<int>(a.has_value());
        if (a->is_number() && b->is_number()) return a->number() <=> b->number();
        std::optional<std::strong_ordering> order;
        if (a->type() == ValueType::string && b->type() == ValueType::string) order = a->text() <=> b->text();
        if (a->is_moment() && b->is_moment()) order = compare(a->moment(), b->moment());
        if (a->type() == ValueType::quantity && b->type() == ValueType::quantity) order = compare(a->quantity(), b->quantity());
        if (!order) comparable_ = false;
        return order.value_or(std::strong_ordering::equal);
    }

    Call& call_;
    bool comparable_ = true;
};

void sort(Call& call) { Sorter(call).run(); }

constexpr Function functions[] = {
    {"where", 1, 1, true, Takes::collection, Gives::same, where},
    {"select", 1, 1, true, Takes::collection, Gives::projection, select},
    {"exists", 0, 1, true, Takes::collection, Gives::boolean, exists},
    {"all", 1, 1, true, Takes::collection, Gives::boolean, all},
    {"repeat", 1, 1, true, Takes::collection, Gives::anything, repeat},
    {"iif", 2, 3, true, Takes::item, Gives::arguments, iif},
    {"aggregate", 1, 2, true, Takes::collection, Gives::anything, aggregate},
    {"trace", 1, 2, true, Takes::collection, Gives::same, trace},
    {"defineVariable", 1, 2, true, Takes::collection, Gives::same, define_variable},
    {"sort", 0, 8, true, Takes::collection, Gives::same, sort},
};

}  // namespace

std::span<const Function> iterating_functions() { return functions; }

}  // namespace stafet::fhir::fhirpath
