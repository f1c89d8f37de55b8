// What can be wrong with a letter, in words: one function per finding, each with stable code, path, place, English and Danish text.
#pragma once

#include "adapters/oioxml/letter_schema.hpp"
#include "base/issue.hpp"
#include "fhir_models/tree/tree.hpp"

#include <string>
#include <string_view>

namespace stafet::oioxml {

/// "Emessage/DischargeLetter/ClinicalInformation[2]/Text01"; indexes from 1, only on repeated names.
std::string element_path(const fhir::Node& node);

/// Collects findings about one letter; bounded.
class Findings {
   public:
    explicit Findings(const fhir::Tree& letter) : letter_(letter) {}

    void missing(const fhir::Node& parent, std::string_view name);
    void none_of(const fhir::Node& parent, std::string_view names);
    void conflict(const fhir::Node& parent, std::string_view name);
    void unknown(const fhir::Node& node);
    void out_of_order(const fhir::Node& node, const fhir::Node& should_follow);
    void too_many(const fhir::Node& node, std::uint32_t max);
    void several_letters(const fhir::Node& node);
    void wrong_namespace(const fhir::Node& node, std::string_view expected);
    void text_not_allowed(const fhir::Node& node);
    void tag_not_allowed(const fhir::Node& node);
    void empty(const fhir::Node& node);
    void length(const fhir::Node& node, std::size_t size, std::uint32_t min, std::uint32_t max);
    void not_fixed(const fhir::Node& node, std::string_view expected);
    void not_in_list(const fhir::Node& node, const CodeList& codes);
    void format(const fhir::Node& node, std::string_view code, std::string_view example);
    void cpr_date(const fhir::Node& node);
    void gln_check_digit(const fhir::Node& node);

    Issues take();

   private:
    void add(Severity severity, IssueType type, std::string_view code, const fhir::Node& at, std::string_view child, std::string text,
             std::string text_da);
    void error(IssueType type, std::string_view code, const fhir::Node& node, std::string text, std::string text_da);

    const fhir::Tree& letter_;
    Issues issues_;
    std::size_t more_ = 0;
};

}  // namespace stafet::oioxml
