#include "fhir_models/packages/narrative_languages.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

/// A condition on the text of the div; `language` is a FHIRPath string expression, "" for any.
std::string has_section(const std::string& language) {
    const std::string start = R"('(?s)^<div.*<div[^>]*\\s(xml:)?lang=["\']')";
    return "`div`.matches(" + start + (language.empty() ? ")" : " & " + language + R"( & '["\']'))");
}

bool is_language(std::string_view code) {
    return !code.empty() && std::all_of(code.begin(), code.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
}

ConstraintDraft constraint(std::string expression, std::string human) {
    return {"narrative-language-control", std::move(expression), std::move(human), true};
}

}  // namespace

void add_narrative_languages(const Node& element, ElementDraft& draft) {
    for (const Node* e = element.child("extension"); e; e = e->next_same()) {
        if (e->text("url") != "http://hl7.org/fhir/StructureDefinition/narrative-language-control") continue;
        const std::string code(e->text("valueCode"));
        if (code == "_no")
            draft.constraints.push_back(constraint(has_section("") + ".not()", "The narrative has no sections in languages"));
        else if (code == "_yes")
            draft.constraints.push_back(constraint(has_section(""), "The narrative has sections in languages"));
        else if (code == "_resource")
            draft.constraints.push_back(constraint("%resource.language.exists() implies " + has_section("%resource.language"),
                                                   "The narrative has a section in the language of the resource"));
        else if (is_language(code))
            draft.constraints.push_back(constraint(has_section("'" + code + "'"), "The narrative has a section in the language " + code));
    }
}

}  // namespace stafet::fhir
