// Text of a path, value or condition in a map -> its compiled form, checked against the FHIR definitions.
#pragma once

#include "adapters/mapping/map_file.hpp"
#include "adapters/mapping/map_program.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace stafet::mapping {

/// A name of the map that FHIR paths begin with.
struct SlotName {
    std::size_t slot = 0;
    std::string type;  ///< FHIR type of what it stands for: "Patient", "Encounter.diagnosis"
};

/// What the names in a map stand for while it is compiled; collects the errors.
class Names {
   public:
    std::map<std::string, std::vector<std::string>, std::less<>> values;  ///< let NAME = A | B
    std::map<std::string, std::shared_ptr<const CodeTable>, std::less<>> tables;
    std::map<std::string, SlotName, std::less<>> slots{{"bundle", {0, "Bundle"}}};
    bool in_each = false;
    Issues issues;

    void fail(const Word& word, std::string code, std::string text) {
        issues.push_back(map_error(word.place, std::move(code), std::move(text)));
    }
    /// "$cpr", "plain", "a | $b": the alternatives, the one to write first.
    std::vector<std::string> values_of(const Word& word, std::string_view text);
};

/// True when the text is a FHIR path: its first name is followed by a dot, or it is a slot's name.
bool is_fhir_path(const Names& names, const Word& word);
/// `end_type`, when given, gets the FHIR type at the end of the path.
FhirPath parse_fhir_path(Names& names, const Word& word, std::string* end_type = nullptr);
/// The filters in "[a.b=c, d!=e]" on an element of FHIR type `type`; `text` without the brackets.
std::vector<Filter> parse_filters(Names& names, const Word& word, std::string_view text, const std::string& type);
LetterPath parse_letter_path(Names& names, const Word& word);
/// The words after `when`.
Condition parse_condition(Names& names, const std::vector<Word>& words, std::size_t from);

}  // namespace stafet::mapping
