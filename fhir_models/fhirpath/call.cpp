#include "fhir_models/fhirpath/call.hpp"

namespace stafet::fhir::fhirpath {

Maybe Call::single() { return single_of(marks_[0], marks_[1]); }

Maybe Call::single(std::size_t argument) { return single_of(marks_[argument + 1], marks_[argument + 2]); }

Maybe Call::single_of(std::size_t begin, std::size_t end) {
    if (begin == end || failed()) return std::nullopt;
    if (end - begin > 1) {
        const std::string name(step_.name);
        fail("fhirpath-singleton", {name + " works on one item, not on several.", name + " virker på ét element, ikke flere."});
        return std::nullopt;
    }
    const Value value = evaluator_.values()[begin];
    if (value.is_element() && value.node().kind == ValueKind::absent) return std::nullopt;
    return evaluator_.system(value);
}

std::optional<std::string_view> Call::text_of(const Maybe& value) {
    if (!value) return std::nullopt;
    // Long texts cost what reading them costs.
    if (value->type() == ValueType::string)
        return evaluator_.spend(value->text().size() / 32) ? std::optional(value->text()) : std::nullopt;
    wrong_type(*value, "text", "tekst");
    return std::nullopt;
}

std::optional<std::string_view> Call::text() { return text_of(single()); }

std::optional<std::string_view> Call::text(std::size_t argument) { return text_of(single(argument)); }

std::optional<std::int64_t> Call::integer(std::size_t argument) {
    const auto value = single(argument);
    if (!value) return std::nullopt;
    if (value->type() == ValueType::integer) return value->integer();
    wrong_type(*value, "a whole number", "et helt tal");
    return std::nullopt;
}

std::optional<Decimal> Call::number(const Maybe& value) {
    if (!value) return std::nullopt;
    if (value->is_number()) return value->number();
    wrong_type(*value, "a number", "et tal");
    return std::nullopt;
}

void Call::wrong_type(const Value& value, const char* wanted, const char* wanted_da) {
    const std::string name(step_.name), type = type_text(value);
    fail("fhirpath-type", {name + " needs " + wanted + ", not " + type + ".", name + " skal bruge " + wanted_da + ", ikke " + type + "."});
}

void Call::give_focus(std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to && i < size(); ++i) give(item(i));
}

std::size_t Call::lazy(std::size_t k, const Frame& frame) { return evaluator_.run(range(k), frame); }

std::size_t Call::lazy(std::size_t k, const Value& self, std::size_t index) {
    Frame frame = evaluator_.frame();
    frame.self = self;
    frame.has_self = frame.has_index = true;
    frame.has_focus = false;
    frame.index = static_cast<std::int64_t>(index);
    return lazy(k, frame);
}

std::optional<bool> Call::criterion(std::size_t k, const Value& self, std::size_t index) {
    const std::size_t begin = lazy(k, self, index);
    const auto truth = evaluator_.truth_of(begin, evaluator_.values().size(), step_);
    drop();
    return truth;
}

}  // namespace stafet::fhir::fhirpath
