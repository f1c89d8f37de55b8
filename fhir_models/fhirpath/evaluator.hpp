// Runs compiled expressions: a stack of items on which collections lie one above the other. Only for the files of this folder.
//
// Ends at the first failure; after it every step returns at once. Not thread-safe; one evaluator runs one expression at a time.
#pragma once

#include "fhir_models/fhirpath/evaluate.hpp"
#include "fhir_models/fhirpath/program.hpp"
#include "fhir_models/tree/finding.hpp"
#include "fhir_models/views/bundle_index.hpp"
#include "fhir_models/views/contained_index.hpp"

#include <array>
#include <cstddef>
#include <memory_resource>
#include <vector>

namespace stafet::fhir::fhirpath {

/// Memory of one evaluation: what is small comes from inside, nothing is given back before the end.
class Memory {
   public:
    explicit Memory(std::size_t max_bytes) : left_(max_bytes) {}
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    /// What was made is gone.
    void reset(std::size_t max_bytes) {
        resource_.release();
        left_ = max_bytes;
    }
    std::pmr::memory_resource& resource() { return resource_; }
    /// False once more was asked for than allowed.
    bool spend(std::size_t bytes) {
        left_ = bytes > left_ ? 0 : left_ - bytes;
        return left_ > 0;
    }
    bool exhausted() const { return left_ == 0; }
    template <class T>
    const T* keep(const T& value) {
        spend(sizeof(T));
        return new (resource_.allocate(sizeof(T), alignof(T))) T(value);
    }
    std::string_view keep_text(std::string_view text);
    Value value_of(const Decimal& decimal) { return Value::of(keep(decimal)); }
    Value value_of(const Moment& moment) { return Value::of(keep(moment)); }
    Value value_of(const Quantity& quantity) { return Value::of(keep(quantity)); }

   private:
    std::array<std::byte, 2 * 1024> inside_;
    std::pmr::monotonic_buffer_resource resource_{inside_.data(), inside_.size()};
    std::size_t left_;
};

/// What `$this`, `$index` and `$total` mean while a lazy argument runs.
struct Frame {
    Value self;
    bool has_self = true;
    bool has_index = false;
    bool has_total = false;
    std::int64_t index = 0;
    std::size_t total_begin = 0;
    std::size_t total_end = 0;
    bool has_focus = false;  ///< the context is a whole collection instead of `self`: [focus_begin, focus_end) on the stack
    std::size_t focus_begin = 0;
    std::size_t focus_end = 0;
};

class Distinct;

class Evaluator {
   public:
    /// The environment must outlive the evaluator.
    explicit Evaluator(const Environment& environment);
    ~Evaluator();

    /// `as` takes several items and keeps those of its type.
    void let_as_filter() { as_filters_ = true; }
    /// Runs the whole; the result is `items()`, until the next run.
    void run(const Expression& expression, const Node& focus);
    std::span<const Value> items() const { return values_; }
    std::optional<bool> truth() const;
    const std::optional<Issue>& issue() const { return issue_; }

    /// Runs steps over a frame and leaves one collection on the stack; returns where it begins.
    std::size_t run(const Range& range, const Frame& frame);
    /// Takes the topmost collection away.
    void drop();
    /// Keeps a copy of [begin, end) on the stack as the variable of this slot.
    void define(std::uint32_t slot, std::size_t begin, std::size_t end);
    /// Makes the items of the topmost collection part of the one below it.
    void join() {
        if (!failed()) marks_.pop_back();
    }

    const Program& program() const { return *program_; }
    const Environment& environment() const { return environment_; }
    const Frame& frame() const { return *frame_; }
    const Node* resource() const { return resource_; }
    /// The index of the environment when it is of this Bundle, or one that is made once.
    const BundleIndex& bundle(const Node& bundle);
    ContainedIndex& contained() { return contained_; }
    Memory& memory() { return memory_; }
    std::pmr::vector<Value>& values() { return values_; }
    bool failed() const { return issue_.has_value(); }
    /// Counts work; false (with a failure) when it is too much.
    bool spend(std::uint64_t steps) {
        if (steps >= steps_left_ || values_.size() > environment_.max_items || memory_.exhausted()) return exhausted();
        steps_left_ -= steps;
        return true;
    }
    void fail(const Step& step, std::string_view code, Words words);
    /// An element's primitive value or quantity as FHIRPath's own type; nothing for an element that has no value.
    Value system(const Value& value);
    /// Pushes the children of `parent` that are called `name`, also as a choice (value for valueQuantity).
    void push_children(const Value& parent, std::string_view name);
    /// Whether an equal item is in the collection that is kept in `slot`.
    bool is_in_kept(const Value& item, std::uint32_t slot);
    /// The truth of the collection from `begin` to the top: nothing when empty; several items, or no Boolean among several, fail.
    std::optional<bool> truth_of(std::size_t begin, std::size_t end, const Step& step);

   private:
    /// The definition of the element that a step names, remembered from one parent to the next of the same type. The programs that one
    /// evaluator runs outlive it.
    struct Lookup {
        const Step* step = nullptr;
        const definitions::Type* type = nullptr;
        const definitions::Element* element = nullptr;
    };

    /// A collection that is worked out once in a run.
    struct Kept {
        std::optional<std::span<const Value>> items;  ///< in memory_
        std::unique_ptr<Distinct> index;              ///< once it was asked for
    };

    void look_at(const Node& focus);
    bool exhausted();
    void execute(std::uint32_t begin, std::uint32_t end);
    void execute(const Step& step, std::uint32_t& at);
    bool recall(const Step& step);
    void keep(const Step& step);
    void push_children(const Value& parent, std::string_view name, Lookup& lookup);
    Lookup& lookup_of(const Step& step);
    void call(const Step& step);
    void here(const Step& step);
    void member(const Step& step);
    void index(const Step& step);
    void negate(const Step& step);
    void test_type(const Step& step);
    bool decided(const Step& step);
    void variable(const Step& step);
    void here(const Step& step, const Value& self);
    void open() { marks_.push_back(values_.size()); }
    void push(const Value& value) { values_.push_back(value); }
    void push_node(const Node* node);
    /// Moves what lies above `base` down to `to`.
    void collapse(std::size_t to, std::size_t base);

    const Program* program_ = nullptr;
    const Environment& environment_;
    Memory memory_;
    std::array<std::byte, 2 * 1024> stack_inside_;
    std::pmr::monotonic_buffer_resource stack_memory_{stack_inside_.data(), stack_inside_.size()};
    std::pmr::vector<Value> values_{&stack_memory_};
    std::pmr::vector<std::size_t> marks_{&stack_memory_};  ///< where the collections begin
    std::vector<std::span<const Value>> slots_;            ///< what defineVariable() keeps
    std::vector<Kept> kept_;                               ///< by slot
    std::array<Lookup, 64> lookups_;                       ///< by the step's address
    const Frame* frame_ = nullptr;
    Frame outermost_;
    const Node* focus_ = nullptr;
    const Node* resource_ = nullptr;
    std::optional<Value> resource_value_;  ///< %resource, once it was asked for
    const Node* indexed_ = nullptr;
    std::optional<BundleIndex> index_;
    ContainedIndex contained_;
    std::uint64_t steps_left_;
    std::uint64_t spared_ = 0;          ///< what was left when an expression failed
    std::uint64_t all_steps_left_ = 0;  ///< of all expressions together
    bool as_filters_ = false;
    std::optional<Issue> issue_;
};

/// What an operator gives: a value or nothing.
using Maybe = std::optional<Value>;

/// Binary operators over two collections, [left, right) and [right, end) on the stack; pushes the result.
void run_binary(Evaluator& evaluator, const Step& step, std::size_t left, std::size_t right);

}  // namespace stafet::fhir::fhirpath
