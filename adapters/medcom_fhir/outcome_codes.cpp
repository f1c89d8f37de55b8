#include "adapters/medcom_fhir/outcome_codes.hpp"

#include "adapters/medcom_fhir/terms.hpp"

#include <algorithm>
#include <array>

namespace stafet::medcom {

namespace {

constexpr std::array<std::string_view, 9> medcom_codes{"MSG_Receiver_Identifier_UNKNOWN",
                                                       "MSG_Receiver_Identifier_MISSING",
                                                       "MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE",
                                                       "MSG_VALUESET_VALUE_UNKNOWN",
                                                       "MSG_CodeSystem_VALUE_UNKNOWN",
                                                       "MSG_Element_To_Long",
                                                       "MSG_Datatype_Wrong",
                                                       "MSG_Mailbox_Out_Of_Operation",
                                                       "MSG_Damaged_durin_transport"};

}  // namespace

OutcomeCode outcome_code(IssueType type) {
    switch (type) {
        case IssueType::structure: return {hl7_outcome_codes, "MSG_BAD_SYNTAX"};
        case IssueType::required: return {hl7_outcome_codes, "MSG_RESOURCE_REQUIRED"};
        case IssueType::value: return {acknowledgement_error_codes, "MSG_Datatype_Wrong"};
        case IssueType::code_invalid: return {acknowledgement_error_codes, "MSG_VALUESET_VALUE_UNKNOWN"};
        case IssueType::invariant: return {hl7_outcome_codes, "MSG_BAD_FORMAT"};
        case IssueType::business_rule: return {acknowledgement_error_codes, "MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE"};
        case IssueType::not_supported: return {hl7_outcome_codes, "MSG_UNKNOWN_TYPE"};
        case IssueType::not_found: return {hl7_outcome_codes, "MSG_NO_EXIST"};
        case IssueType::duplicate: return {hl7_outcome_codes, "MSG_DUPLICATE_ID"};
        case IssueType::forbidden: return {hl7_outcome_codes, "MSG_RESOURCE_NOT_ALLOWED"};
        case IssueType::too_long: return {acknowledgement_error_codes, "MSG_Element_To_Long"};
        case IssueType::transient: return {acknowledgement_error_codes, "MSG_Mailbox_Out_Of_Operation"};
        case IssueType::processing: return {hl7_outcome_codes, "MSG_LOCAL_FAIL"};
        case IssueType::informational: return {};
    }
    return {};
}

std::string_view system_of_outcome_code(std::string_view code) {
    if (std::find(medcom_codes.begin(), medcom_codes.end(), code) != medcom_codes.end()) return acknowledgement_error_codes;
    return code.starts_with("MSG_") ? hl7_outcome_codes : std::string_view{};
}

}  // namespace stafet::medcom
