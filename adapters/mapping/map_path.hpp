// The two kinds of path in a map, compiled: how to find a place in a source tree and how to make it in a target tree.
//
// Letter path "Letter/Authorisation": elements below the letter's body (or below the item of the enclosing `each`).
// FHIR path "patient.identifier[system=$cpr].value": elements below a named resource or list item; a filter chooses among repeated
// elements when reading and is written when making.
#pragma once

#include "adapters/mapping/read_marks.hpp"
#include "fhir_models/tree/tree.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stafet::mapping {

/// One element name on a FHIR path, with what the FHIR definitions say of it.
struct Element {
    std::string name;
    bool list = false;
    fhir::ValueKind kind = fhir::ValueKind::string;
};

struct Filter {
    std::vector<Element> path;
    std::vector<std::string> values;  ///< any of them matches; the first is written
    bool equal = true;                ///< false: `!=`, which is only read
};

struct FhirStep {
    Element element;
    std::vector<Filter> filters;
};

struct FhirPath {
    std::size_t slot = 0;  ///< 0 is the Bundle; else a resource or list item of the map
    std::vector<FhirStep> steps;
};

struct LetterPath {
    enum class Base : std::uint8_t { envelope, body, item };
    Base base = Base::body;
    std::vector<std::string> steps;  ///< empty: the base itself
};

/// True when `node` holds what every filter asks for.
bool matches(const fhir::Node& node, const std::vector<Filter>& filters);
/// Marks the leaves by which the filters matched: the map has read them.
void mark_filters(const fhir::Node& node, const std::vector<Filter>& filters, ReadMarks& marks);

/// First child of `parent` that `step` names, or nullptr; its filter leaves are marked.
const fhir::Node* find_step(const fhir::Node& parent, const FhirStep& step, ReadMarks& marks);
/// The place below `base`, or nullptr.
const fhir::Node* find(const fhir::Node& base, std::span<const FhirStep> steps, ReadMarks& marks);
const fhir::Node* find(const fhir::Node& base, std::span<const std::string> steps);
/// Without marking: for conditions.
bool any_value(const fhir::Node& base, const std::vector<FhirStep>& steps, std::size_t from, const std::vector<std::string>* values);

/// Writes what the filters ask for into `node`.
void write_filters(fhir::Tree& tree, fhir::Node& node, const std::vector<Filter>& filters);
/// Appends the element that `step` names, with its filter values.
fhir::Node& append_step(fhir::Tree& tree, fhir::Node& parent, const FhirStep& step);
/// The place below `base`, made where it is missing.
fhir::Node& make(fhir::Tree& tree, fhir::Node& base, std::span<const FhirStep> steps);
/// The same in a letter: continues the last element of each name.
fhir::Node& make(fhir::Tree& tree, fhir::Node& base, std::span<const std::string> steps);

}  // namespace stafet::mapping
