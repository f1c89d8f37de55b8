// Functions over collections: what is there, how many, which of them, both together.
#include "fhir_models/fhirpath/call.hpp"
#include "fhir_models/fhirpath/equality.hpp"

namespace stafet::fhir::fhirpath {

namespace {

void empty(Call& call) { call.give(call.size() == 0); }

void count(Call& call) { call.give(static_cast<std::int64_t>(call.size())); }

void negation(Call& call) {
    auto& values = call.evaluator().values();
    const auto truth = call.evaluator().truth_of(values.size() - call.size(), values.size(), call.step());
    if (truth) call.give(!*truth);
}

/// True when all (or any) items are `wanted`.
template <bool all, bool wanted>
void booleans(Call& call) {
    bool found = all;
    for (std::size_t i = 0; i < call.size(); ++i) {
        const Value item = call.evaluator().system(call.item(i));
        if (item.type() != ValueType::boolean) return call.wrong_type(item, "Booleans", "sandhedsværdier");
        if (all && item.boolean() != wanted) found = false;
        if (!all && item.boolean() == wanted) found = true;
    }
    call.give(found);
}

bool includes(Call& call, bool focus_in_argument) {
    Distinct whole(call.evaluator());
    const std::size_t part_size = focus_in_argument ? call.size() : call.argument_size(0);
    const std::size_t whole_size = focus_in_argument ? call.argument_size(0) : call.size();
    for (std::size_t i = 0; i < whole_size; ++i) whole.add(focus_in_argument ? call.argument_item(0, i) : call.item(i));
    for (std::size_t i = 0; i < part_size; ++i)
        if (!whole.contains(focus_in_argument ? call.item(i) : call.argument_item(0, i))) return false;
    return true;
}

void subset_of(Call& call) { call.give(includes(call, true)); }
void superset_of(Call& call) { call.give(includes(call, false)); }

void distinct(Call& call) {
    Distinct seen(call.evaluator());
    for (std::size_t i = 0; i < call.size() && call.evaluator().spend(1); ++i)
        if (const Value item = call.item(i); seen.add(item)) call.give(item);
}

void is_distinct(Call& call) {
    Distinct seen(call.evaluator());
    for (std::size_t i = 0; i < call.size() && call.evaluator().spend(1); ++i)
        if (!seen.add(call.item(i))) return call.give(false);
    call.give(true);
}

void single(Call& call) {
    if (call.size() > 1) return call.fail("fhirpath-singleton", {"There are several items.", "Der er flere elementer."});
    call.give_focus(0, 1);
}

void first(Call& call) { call.give_focus(0, 1); }
void tail(Call& call) { call.give_focus(1, call.size()); }
void last(Call& call) {
    if (call.size() > 0) call.give_focus(call.size() - 1, call.size());
}

void skip(Call& call) {
    if (const auto n = call.integer(0)) call.give_focus(*n < 0 ? 0 : static_cast<std::size_t>(*n), call.size());
}

void take(Call& call) {
    if (const auto n = call.integer(0)) call.give_focus(0, *n < 0 ? 0 : static_cast<std::size_t>(*n));
}

void intersect(Call& call) {
    Distinct other(call.evaluator()), seen(call.evaluator());
    for (std::size_t i = 0; i < call.argument_size(0) && call.evaluator().spend(1); ++i) other.add(call.argument_item(0, i));
    for (std::size_t i = 0; i < call.size() && call.evaluator().spend(1); ++i)
        if (const Value item = call.item(i); other.contains(item) && seen.add(item)) call.give(item);
}

void exclude(Call& call) {
    Distinct other(call.evaluator());
    for (std::size_t i = 0; i < call.argument_size(0) && call.evaluator().spend(1); ++i) other.add(call.argument_item(0, i));
    for (std::size_t i = 0; i < call.size() && call.evaluator().spend(1); ++i)
        if (const Value item = call.item(i); !other.contains(item)) call.give(item);
}

void unite(Call& call) {
    Distinct seen(call.evaluator());
    const std::size_t mine = call.size();
    for (std::size_t i = 0; i < mine + call.argument_size(0) && call.evaluator().spend(1); ++i)
        if (const Value item = i < mine ? call.item(i) : call.argument_item(0, i - mine); seen.add(item)) call.give(item);
}

void combine(Call& call) {
    call.give_focus(0, call.size());
    for (std::size_t i = 0; i < call.argument_size(0); ++i) call.give(call.argument_item(0, i));
}

void children_of(Call& call, const Value& parent) {
    if (!parent.is_element()) return;
    for (const Node* child = parent.node().first; child && call.evaluator().spend(1); child = child->next)
        call.give(Value(*child, type_of(*child, parent.definition())));
}

void children(Call& call) {
    for (std::size_t i = 0; i < call.size(); ++i) children_of(call, call.item(i));
}

/// Level by level: what was given is what the next level stands below.
void descendants(Call& call) {
    const auto& values = call.evaluator().values();
    std::size_t next = values.size();
    children(call);
    for (; next < values.size() && !call.failed(); ++next) children_of(call, Value(values[next]));
}

constexpr Function functions[] = {
    {"empty", 0, 0, false, Takes::collection, Gives::boolean, empty},
    {"not", 0, 0, false, Takes::item, Gives::boolean, negation},
    {"allTrue", 0, 0, false, Takes::collection, Gives::boolean, booleans<true, true>},
    {"anyTrue", 0, 0, false, Takes::collection, Gives::boolean, booleans<false, true>},
    {"allFalse", 0, 0, false, Takes::collection, Gives::boolean, booleans<true, false>},
    {"anyFalse", 0, 0, false, Takes::collection, Gives::boolean, booleans<false, false>},
    {"subsetOf", 1, 1, false, Takes::collection, Gives::boolean, subset_of},
    {"supersetOf", 1, 1, false, Takes::collection, Gives::boolean, superset_of},
    {"count", 0, 0, false, Takes::collection, Gives::integer, count},
    {"distinct", 0, 0, false, Takes::collection, Gives::same, distinct},
    {"isDistinct", 0, 0, false, Takes::collection, Gives::boolean, is_distinct},
    {"single", 0, 0, false, Takes::collection, Gives::same, single},
    {"first", 0, 0, false, Takes::ordered, Gives::same, first},
    {"last", 0, 0, false, Takes::ordered, Gives::same, last},
    {"tail", 0, 0, false, Takes::ordered, Gives::same, tail},
    {"skip", 1, 1, false, Takes::ordered, Gives::same, skip},
    {"take", 1, 1, false, Takes::ordered, Gives::same, take},
    {"intersect", 1, 1, false, Takes::collection, Gives::same, intersect},
    {"exclude", 1, 1, false, Takes::collection, Gives::same, exclude},
    {"union", 1, 1, false, Takes::collection, Gives::both, unite},
    {"combine", 1, 1, false, Takes::collection, Gives::both, combine},
    {"children", 0, 0, false, Takes::collection, Gives::children, children},
    {"descendants", 0, 0, false, Takes::collection, Gives::anything, descendants},
};

}  // namespace

std::span<const Function> collection_functions() { return functions; }

}  // namespace stafet::fhir::fhirpath
