// Checks over the rows of a map as a whole: no leaf written twice, no letter element left and entered again.
#pragma once

#include "adapters/mapping/map_compiler.hpp"
#include "adapters/mapping/map_file.hpp"
#include "adapters/mapping/map_program.hpp"

#include <vector>

namespace stafet::mapping {

/// What a row or fixed value writes, with the word to point at.
struct CheckedRow {
    const Word* word = nullptr;
    LetterPath letter;
    FhirPath fhir;
    const Converter* converter = nullptr;
    bool may_repeat = false;  ///< `else`, `when`, `default` and `each`: writing the same place is meant
    bool writes_fhir = false;
    bool writes_letter = false;
    std::size_t each = 0;                ///< number of the enclosing each; 0 outside
    std::vector<std::string> each_path;  ///< letter path of the enclosing each
};

void check_order_and_overlap(const std::vector<CheckedRow>& rows, Issues& issues);
void check_letter_paths(const std::vector<CheckedRow>& rows, std::string_view version, const LetterHasElement& has_element, Issues& issues);

}  // namespace stafet::mapping
