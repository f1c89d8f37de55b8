// A function at work: its focus, its arguments, and the collection that it gives. Only for the files of this folder.
#pragma once

#include "fhir_models/fhirpath/evaluator.hpp"

namespace stafet::fhir::fhirpath {

class Call {
   public:
    /// `marks`: where the focus begins, then each eager argument, then the end.
    Call(Evaluator& evaluator, const Step& step, std::span<const std::size_t> marks) : evaluator_(evaluator), step_(step), marks_(marks) {}

    Evaluator& evaluator() { return evaluator_; }
    Memory& memory() { return evaluator_.memory(); }
    const Step& step() const { return step_; }
    bool failed() const { return evaluator_.failed(); }
    std::size_t arguments() const { return step_.arguments; }

    std::size_t size() const { return marks_[1] - marks_[0]; }
    /// By value: the stack moves when something is given.
    Value item(std::size_t i) const { return evaluator_.values()[marks_[0] + i]; }
    std::size_t argument_size(std::size_t k) const { return marks_[k + 2] - marks_[k + 1]; }
    Value argument_item(std::size_t k, std::size_t i) const { return evaluator_.values()[marks_[k + 1] + i]; }

    /// The only item as FHIRPath's own type; nothing when there is none (then the function gives nothing), a failure when there are more.
    Maybe single();
    Maybe single(std::size_t argument);
    /// The same, as text, a whole number or a number; a failure for other types.
    std::optional<std::string_view> text();
    std::optional<std::string_view> text(std::size_t argument);
    std::optional<std::int64_t> integer(std::size_t argument);
    std::optional<Decimal> number(const Maybe& value);

    void give(const Value& value) { evaluator_.values().push_back(value); }
    void give(bool value) { give(Value::of(value)); }
    void give(std::int64_t value) { give(Value::of(value)); }
    void give(const std::optional<Decimal>& value) {
        if (value) give(memory().value_of(*value));
    }
    /// Copies the text.
    void give_text(std::string_view text) { give(Value::of(memory().keep_text(text))); }
    void give_focus(std::size_t from, std::size_t to);

    /// Runs the lazy argument `k` with this item as $this; its results lie from the returned place to the top until drop().
    std::size_t lazy(std::size_t k, const Value& self, std::size_t index);
    std::size_t lazy(std::size_t k, const Frame& frame);
    /// The frame of a lazy argument whose context is the whole focus.
    Frame focus_frame() const {
        Frame frame = evaluator_.frame();
        frame.has_focus = true;
        frame.focus_begin = marks_[0];
        frame.focus_end = marks_[1];
        return frame;
    }
    /// The truth of the lazy argument for this item.
    std::optional<bool> criterion(std::size_t k, const Value& self, std::size_t index);
    const Range& range(std::size_t k) const { return evaluator_.program().ranges[step_.first_range + k]; }
    void drop() { evaluator_.drop(); }

    void fail(std::string_view code, Words words) { evaluator_.fail(step_, code, std::move(words)); }
    void wrong_type(const Value& value, const char* wanted, const char* wanted_da);

   private:
    Maybe single_of(std::size_t begin, std::size_t end);
    std::optional<std::string_view> text_of(const Maybe& value);

    Evaluator& evaluator_;
    const Step& step_;
    std::span<const std::size_t> marks_;
};

}  // namespace stafet::fhir::fhirpath
