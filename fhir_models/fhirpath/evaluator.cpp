#include "fhir_models/fhirpath/evaluator.hpp"

#include "base/assert.hpp"
#include "fhir_models/fhirpath/call.hpp"
#include "fhir_models/fhirpath/equality.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>

namespace stafet::fhir::fhirpath {

namespace {

using definitions::Primitive;
using definitions::Type;

const Node* holding_resource(const Node& node) {
    const Node* n = &node;
    while (n && n->resource_type.empty()) n = n->parent;
    return n;
}

Primitive primitive_of(const Node& node, const Type* type) {
    if (type) return type->primitive();
    if (node.kind == ValueKind::boolean) return Primitive::boolean;
    return node.kind == ValueKind::number ? Primitive::decimal : Primitive::string;
}

}  // namespace

std::string_view Memory::keep_text(std::string_view text) {
    if (!spend(text.size()) || text.empty()) return {};
    char* copy = static_cast<char*>(resource_.allocate(text.size(), 1));
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
}

Evaluator::Evaluator(const Environment& environment)
    : environment_(environment), memory_(environment.max_bytes), all_steps_left_(environment.max_all_steps) {
    values_.reserve(48);
    marks_.reserve(24);
}

Evaluator::~Evaluator() = default;

void Evaluator::run(const Expression& expression, const Node& focus) {
    program_ = &expression.program();
    if (focus_ != &focus) look_at(focus);
    values_.clear();
    marks_.clear();
    kept_.clear();
    kept_.resize(program_->kept);
    slots_.assign(program_->slots, {});
    memory_.reset(environment_.max_bytes);
    issue_.reset();
    const std::uint64_t most = std::min(environment_.max_steps, all_steps_left_);
    steps_left_ = most;
    spared_ = 0;
    frame_ = &outermost_;
    execute(0, static_cast<std::uint32_t>(program_->steps.size()));
    all_steps_left_ -= most - steps_left_ - spared_;
    if (failed()) values_.clear();
}

void Evaluator::look_at(const Node& focus) {
    focus_ = &focus;
    resource_ = environment_.resource ? environment_.resource : holding_resource(focus);
    resource_value_.reset();
    outermost_.self = Value(focus, type_of(focus));
}

std::optional<bool> Evaluator::truth() const {
    if (failed() || values_.size() != 1) return std::nullopt;
    const Value& value = values_.front();
    if (value.type() == ValueType::boolean) return value.boolean();
    return !(value.is_element() && value.node().kind == ValueKind::boolean && value.node().value == "false");
}

const BundleIndex& Evaluator::bundle(const Node& bundle) {
    if (environment_.index && environment_.indexed == &bundle) return *environment_.index;
    if (indexed_ != &bundle) {
        indexed_ = &bundle;
        index_.emplace(bundle);
        spend(index_->resources().size() * 10);
    }
    return *index_;
}

std::size_t Evaluator::run(const Range& range, const Frame& frame) {
    const std::size_t begin = values_.size();
    const Frame* outer = frame_;
    frame_ = &frame;
    execute(range.begin, range.end);
    frame_ = outer;
    return begin;
}

void Evaluator::drop() {
    if (failed()) return;
    values_.resize(marks_.back());
    marks_.pop_back();
}

void Evaluator::define(std::uint32_t slot, std::size_t begin, std::size_t end) {
    if (failed() || begin == end) {
        slots_[slot] = {};
        return;
    }
    memory_.spend((end - begin) * sizeof(Value));
    auto* kept = static_cast<Value*>(memory_.resource().allocate((end - begin) * sizeof(Value), alignof(Value)));
    std::uninitialized_copy(values_.data() + begin, values_.data() + end, kept);
    slots_[slot] = {kept, end - begin};
}

bool Evaluator::exhausted() {
    steps_left_ = 0;
    if (!failed())
        issue_ = finding(Severity::error, IssueType::too_long, "fhirpath-limit", {}, {},
                         {"The expression takes more time or memory than an evaluation may use.",
                          "Udtrykket kræver mere tid eller hukommelse, end en beregning må bruge."});
    return false;
}

void Evaluator::fail(const Step& step, std::string_view code, Words words) {
    if (failed()) return;
    issue_ = finding(Severity::error, IssueType::processing, code, {}, position_of(program_->syntax.source, step.offset), std::move(words));
    spared_ = std::exchange(steps_left_, 0);  // spend() looks at nothing else
}

void Evaluator::execute(std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t at = begin; at < end && spend(1); ++at) execute(program_->steps[at], at);
}

void Evaluator::execute(const Step& step, std::uint32_t& at) {
    switch (step.op) {
        case Op::empty: return open();
        case Op::literal: return open(), push(step.literal);
        case Op::self:
            open();
            for (std::size_t i = frame_->focus_begin; frame_->has_focus && i < frame_->focus_end; ++i) push(Value(values_[i]));
            if (frame_->has_self && !frame_->has_focus) push(frame_->self);
            return;
        case Op::index:
            open();
            if (frame_->has_index) push(Value::of(frame_->index));
            return;
        case Op::total:
            open();
            for (std::size_t i = frame_->total_begin; frame_->has_total && i < frame_->total_end; ++i) push(Value(values_[i]));
            return;
        case Op::context: return open(), push_node(focus_);
        case Op::resource:
            open();
            if (!resource_value_ && resource_) resource_value_.emplace(*resource_, type_of(*resource_));
            if (resource_value_) push(*resource_value_);
            return;
        case Op::root:
            open();
            if (environment_.root_resource) return push_node(environment_.root_resource);
            return push_node(resource_ && resource_->name == "contained" && resource_->parent ? resource_->parent : resource_);
        case Op::variable: return variable(step);
        case Op::defined:
            return open(), static_cast<void>(values_.insert(values_.end(), slots_[step.target].begin(), slots_[step.target].end()));
        case Op::here: return here(step);
        case Op::member: return member(step);
        case Op::at: return index(step);
        case Op::negate:
        case Op::keep_number: return negate(step);
        case Op::is:
        case Op::as: return test_type(step);
        case Op::call: return call(step);
        case Op::skip: at = step.target - 1; return;
        case Op::decide:
            if (decided(step)) at = step.target - 1;
            return;
        case Op::recall:
            if (recall(step)) at = step.target - 1;
            return;
        case Op::keep: return keep(step);
        case Op::binary: {
            const std::size_t right = step.beside ? values_.size() : marks_.back();
            if (!step.beside) marks_.pop_back();
            const std::size_t base = values_.size();
            run_binary(*this, step, marks_.back(), right);
            return collapse(marks_.back(), base);
        }
    }
}

bool Evaluator::recall(const Step& step) {
    const auto& kept = kept_[step.slot].items;
    if (!kept) return false;
    if (step.beside) return true;
    open();
    values_.insert(values_.end(), kept->begin(), kept->end());
    return spend(kept->size());
}

void Evaluator::keep(const Step& step) {
    const std::size_t begin = marks_.back(), count = values_.size() - begin;
    if (failed() || !memory_.spend(count * sizeof(Value))) return;
    auto* copy = static_cast<Value*>(memory_.resource().allocate(count * sizeof(Value), alignof(Value)));
    std::uninitialized_copy_n(values_.begin() + static_cast<std::ptrdiff_t>(begin), count, copy);
    kept_[step.slot].items.emplace(copy, count);
    if (step.beside) drop();
}

bool Evaluator::is_in_kept(const Value& item, std::uint32_t slot) {
    Kept& kept = kept_[slot];
    if (!kept.index) {
        kept.index = std::make_unique<Distinct>(*this);
        for (const Value& value : *kept.items)
            if (spend(1)) kept.index->add(value);
    }
    return kept.index->contains(item);
}

void Evaluator::collapse(std::size_t to, std::size_t base) {
    if (failed()) return;
    values_.erase(values_.begin() + static_cast<std::ptrdiff_t>(to), values_.begin() + static_cast<std::ptrdiff_t>(base));
}

void Evaluator::variable(const Step& step) {
    open();
    for (const auto& v : environment_.variables)
        if (v.name == step.name) return push(v.value);
    const std::string name(step.name);
    fail(step, "fhirpath-unknown-constant", {"There is no constant %" + name + " here.", "Konstanten %" + name + " findes ikke her."});
}

void Evaluator::negate(const Step& step) {
    const std::size_t begin = marks_.back();
    if (values_.size() == begin) return;
    const Value value = system(values_[begin]);
    const bool one = values_.size() - begin == 1;
    if (!one || (!value.is_number() && value.type() != ValueType::quantity))
        return fail(step, "fhirpath-type",
                    {"A sign stands before one number or quantity.", "Et fortegn står foran ét tal eller én mængde."});
    values_[begin] = value;
    if (step.op == Op::keep_number) return;
    if (value.type() == ValueType::integer) values_[begin] = Value::of(value.integer() == INT64_MIN ? INT64_MAX : -value.integer());
    if (value.type() == ValueType::decimal) values_[begin] = memory_.value_of(-value.decimal());
    if (value.type() == ValueType::quantity) values_[begin] = memory_.value_of(Quantity{-value.quantity().value, value.quantity().unit});
}

/// "string" of System.String: what R4's invariants mean by `as String`.
static bool is_fhir_form(ValueType system, const definitions::Type& type) {
    const auto a = name_of(system), b = type.name();
    return type.is_primitive() && a.size() == b.size() && (a[0] | 0x20) == b[0] && a.substr(1) == b.substr(1);
}

/// `is` counts what is derived from the type; `as` and ofType take primitives of exactly the type, as FHIR's invariants expect.
void Evaluator::test_type(const Step& step) {
    const std::size_t begin = marks_.back(), end = values_.size();
    const auto matches = [&](const Value& value) {
        if (!value.is_element()) return step.type.system == value.type();
        if (!value.definition()) return false;
        if (!step.type.fhir)
            return step.op == Op::as && as_filters_ && step.type.system && is_fhir_form(*step.type.system, *value.definition());
        if (step.op == Op::as && value.definition()->is_primitive()) return value.definition() == step.type.fhir;
        return is_kind_of(*value.definition(), *step.type.fhir);
    };
    if (step.op == Op::as) {
        if (step.takes_one && !as_filters_ && end - begin > 1)
            return fail(step, "fhirpath-singleton",
                        {"'as' takes one item, not several; ofType() filters.", "'as' tager ét element, ikke flere; ofType() filtrerer."});
        values_.erase(std::remove_if(values_.begin() + static_cast<std::ptrdiff_t>(begin), values_.end(), std::not_fn(matches)),
                      values_.end());
        return;
    }
    if (end - begin > 1)
        return fail(step, "fhirpath-singleton", {"'is' looks at one item, not at several.", "'is' ser på ét element, ikke flere."});
    if (end > begin) values_[begin] = Value::of(matches(values_[begin]));
}

/// The left side of and, or, implies may decide alone: then it becomes the result.
bool Evaluator::decided(const Step& step) {
    const std::size_t begin = marks_.back();
    const auto left = truth_of(begin, values_.size(), step);
    if (failed() || !left) return false;
    const bool deciding = step.binary == Binary::logical_or;
    if (*left != deciding) return false;
    values_.resize(begin);
    push(Value::of(step.binary != Binary::logical_and));
    return true;
}

std::optional<bool> Evaluator::truth_of(std::size_t begin, std::size_t end, const Step& step) {
    if (failed() || begin == end) return std::nullopt;
    if (end - begin > 1) {
        fail(step, "fhirpath-singleton",
             {"A condition is one Boolean, not several items.", "En betingelse er én sandhedsværdi, ikke flere."});
        return std::nullopt;
    }
    const Value& value = values_[begin];
    if (value.type() == ValueType::boolean) return value.boolean();
    if (value.is_element() && value.node().kind == ValueKind::boolean) return value.node().value == "true";
    return true;
}

void Evaluator::call(const Step& step) {
    const std::size_t eager = step.function->lazy ? 0 : step.arguments;
    std::array<std::size_t, 5> marks{};
    STAFET_ASSERT(eager + 2 <= marks.size(), "a function takes at most three eager arguments");
    for (std::size_t k = 0; k <= eager; ++k) marks[k] = marks_[marks_.size() - 1 - eager + k];
    const std::size_t base = values_.size();
    marks[eager + 1] = base;
    if (!spend(base - marks[0])) return;
    Call call(*this, step, {marks.data(), eager + 2});
    step.function->run(call);
    marks_.resize(marks_.size() - eager);
    collapse(marks[0], base);
}

Value Evaluator::system(const Value& value) {
    if (!value.is_element()) return value;
    const Node& node = value.node();
    if (!node.has_value()) {
        if (!is_quantity(value.definition()) || node.child("comparator")) return value;
        const auto number = Decimal::parse(node.text("value"));
        const std::string_view code = node.text("code");
        if (!number) return value;
        const std::string_view unit = code.empty() ? node.text("unit") : code;
        return memory_.value_of(Quantity{*number, unit.empty() ? "1" : unit});
    }
    const auto moment = [&](MomentKind kind) {
        const auto m = Moment::parse(node.value, kind);
        return m ? memory_.value_of(*m) : Value::of(node.value);
    };
    switch (primitive_of(node, value.definition())) {
        case Primitive::boolean: return Value::of(node.value == "true");
        case Primitive::integer:
        case Primitive::unsigned_int:
        case Primitive::positive_int:
        case Primitive::decimal: {
            const auto number = Decimal::parse(node.value);
            if (!number) return Value::of(node.value);
            const bool whole = value.definition() ? value.definition()->primitive() != Primitive::decimal : number->scale() == 0;
            const auto integer = whole ? number->to_integer() : std::nullopt;
            return integer ? Value::of(*integer) : memory_.value_of(*number);
        }
        case Primitive::date: return moment(MomentKind::date);
        case Primitive::date_time:
        case Primitive::instant: return moment(MomentKind::date_time);
        case Primitive::time: return moment(MomentKind::time);
        default: return Value::of(node.value);
    }
}

}  // namespace stafet::fhir::fhirpath
