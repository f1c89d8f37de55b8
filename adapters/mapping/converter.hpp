// Converters: named pairs of functions that carry one thing between a letter and FHIR, each in both directions.
//
// A converter sees the source node, a target that comes into being when it is first written, and its arguments from the map.
// It reads through the Conversion, so that every leaf it reads counts as carried, and tells what it cannot carry as it stands.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stafet::mapping {

class Conversion;
class Target;

/// A code list of a map: `table NAME ... end`.
struct CodeTable {
    struct Row {
        std::string letter;
        std::string fhir;    ///< "*" matches any code
        std::string second;  ///< second FHIR column, where the converter has one
        std::string display;
        bool to_fhir = true;
        bool to_letter = true;
    };
    std::string name;
    std::string system;
    std::vector<Row> rows;

    const Row* by_letter(std::string_view code) const;
    const Row* by_fhir(std::string_view code, std::string_view second = {}) const;
};

/// What stands in the parentheses after a converter's name.
struct Arguments {
    std::size_t limit = 0;  ///< characters; 0 = none
    const CodeTable* table = nullptr;
    std::string word;
};

struct Converter {
    enum class Takes : std::uint8_t { nothing, limit, table, word, optional_limit };
    using Function = void (*)(Conversion& run, const fhir::Node& source, Target& target, const Arguments& arguments);

    std::string_view name;
    Takes takes = Takes::nothing;
    Function to_fhir = nullptr;  ///< null: only the other direction
    Function to_letter = nullptr;
    bool appends = false;                         ///< adds to text that other rows wrote
    std::vector<std::string_view> letter_leaves;  ///< children of the letter element that it writes; empty: the element's own value
};

/// nullptr when no converter has this name.
const Converter* find_converter(std::string_view name);
/// All names, for error texts and the documentation test.
std::vector<std::string_view> converter_names();

}  // namespace stafet::mapping
