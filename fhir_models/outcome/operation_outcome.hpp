// OperationOutcome: what Stafet says to a FHIR caller about a message.
//
// Each issue: severity, kind, our stable code (system urn:stafet:fhir:issue-codes), text in one language, place as FHIRPath and as
// line and column (in words and as HL7's extensions). The message's own ids stand in extensions, so that the caller can join the answer with what it sent.
#pragma once

#include "base/issue.hpp"
#include "fhir_models/outcome/negotiation.hpp"
#include "fhir_models/tree/tree.hpp"

#include <string>
#include <string_view>

namespace stafet::fhir {

inline constexpr std::string_view issue_codes = "urn:stafet:fhir:issue-codes";
/// HL7's extensions of an issue, for programs; a person reads the same in `diagnostics`.
inline constexpr std::string_view issue_line_extension = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
inline constexpr std::string_view issue_column_extension = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";
inline constexpr std::string_view message_id_extension = "urn:stafet:fhir:message-id";
inline constexpr std::string_view correlation_id_extension = "urn:stafet:fhir:correlation-id";

class OperationOutcome {
   public:
    explicit OperationOutcome(Language language) : language_(language) { tree_.root().resource_type = "OperationOutcome"; }

    /// Before the first issue; nothing when `value` is empty.
    void extension(std::string_view url, std::string_view value);
    void add(const Issue& issue);
    /// An informational issue that is not a finding: `code` and text in both languages, `diagnostics` for the technician.
    void tell(std::string_view code, const std::string& english, const std::string& danish, std::string_view diagnostics = {});

    std::string write(std::string_view syntax) const;

   private:
    Node& append_issue(Severity severity, IssueType type, std::string_view code, const std::string& text, Position at = {});
    void append_place(Node& issue, std::string_view url, std::uint32_t number);

    Tree tree_;
    Language language_;
};

}  // namespace stafet::fhir
