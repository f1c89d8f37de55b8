// The steps from element to element: children by name, items by index.
#include "fhir_models/fhirpath/evaluator.hpp"

namespace stafet::fhir::fhirpath {

namespace {

using definitions::Type;

bool is_named(const Node& node, std::string_view name) {
    return node.name.size() == name.size() && !name.empty() && node.name.front() == name.front() && node.name == name;
}

/// True for "valueQuantity" when asked for "value": the definition calls it a choice.
bool is_choice(const Node& child, std::string_view name, const Type* parent) {
    if (!parent || child.name.size() <= name.size() || child.name.front() != name.front()) return false;
    const char next = child.name[name.size()];
    if (next < 'A' || next > 'Z' || !child.name.starts_with(name)) return false;
    const auto* element = parent->find(child.name);
    return element && element->choice() == name;
}

}  // namespace

void Evaluator::push_node(const Node* node) {
    if (node) push(Value(*node, type_of(*node)));
}

void Evaluator::push_children(const Value& parent, std::string_view name) {
    Lookup lookup;
    push_children(parent, name, lookup);
}

void Evaluator::push_children(const Value& parent, std::string_view name, Lookup& lookup) {
    if (parent.type() == ValueType::type_info) {
        if (name == "name") push(Value::of(parent.type_info().name));
        if (name == "namespace") push(Value::of(parent.type_info().name_space));
        return;
    }
    if (!parent.is_element()) return;
    // R4's primitive types have an element `value`: the value itself. Published invariants use it.
    if (name == "value" && parent.node().has_value()) return push(parent);
    const Type* type = parent.definition();
    std::uint64_t looked_at = 0;
    for (const Node* child = parent.node().first; child; child = child->next, ++looked_at) {
        if (!is_named(*child, name)) {
            if (is_choice(*child, name, type)) push(Value(*child, type_of(*child, type)));
            continue;
        }
        if (!type || !child->resource_type.empty()) {
            push(Value(*child, type_of(*child, type)));
            continue;
        }
        if (lookup.type != type) lookup = {lookup.step, type, type->find(name)};
        // In FHIRPath a choice has one name only: value, never valueQuantity.
        if (lookup.element && !lookup.element->choice().empty()) continue;
        push(Value(*child, lookup.element ? &lookup.element->type() : nullptr));
    }
    spend(looked_at / 8);  // one look is much less than a step
}

void Evaluator::here(const Step& step) {
    open();
    for (std::size_t i = frame_->focus_begin; frame_->has_focus && i < frame_->focus_end; ++i) here(step, Value(values_[i]));
    if (frame_->has_self && !frame_->has_focus) here(step, Value(frame_->self));
}

void Evaluator::here(const Step& step, const Value& self) {
    if (step.type.fhir && self.is_element() && self.definition() && is_kind_of(*self.definition(), *step.type.fhir)) return push(self);
    push_children(self, step.name, lookup_of(step));
}

Evaluator::Lookup& Evaluator::lookup_of(const Step& step) {
    Lookup& lookup = lookups_[reinterpret_cast<std::uintptr_t>(&step) / sizeof(Step) % lookups_.size()];
    if (lookup.step != &step) lookup = {&step, nullptr, nullptr};
    return lookup;
}

void Evaluator::member(const Step& step) {
    const std::size_t begin = marks_.back(), end = values_.size();
    if (!spend(end - begin)) return;
    Lookup& lookup = lookup_of(step);
    for (std::size_t i = begin; i < end; ++i) push_children(Value(values_[i]), step.name, lookup);
    collapse(begin, end);
}

void Evaluator::index(const Step& step) {
    const std::size_t at = marks_.back(), end = values_.size();
    marks_.pop_back();
    const std::size_t begin = marks_.back();
    if (end == at) return values_.resize(begin);
    const Value number = system(values_[at]);
    if (end - at > 1 || number.type() != ValueType::integer)
        return fail(step, "fhirpath-type", {"An index is one whole number.", "Et indeks er ét helt tal."});
    const bool inside = number.integer() >= 0 && static_cast<std::uint64_t>(number.integer()) < at - begin;
    if (inside) values_[begin] = values_[begin + static_cast<std::size_t>(number.integer())];
    values_.resize(begin + (inside ? 1 : 0));
}

}  // namespace stafet::fhir::fhirpath
