// A finding about data: what is wrong, where, and what would be right.
//
// Issues are collected and returned, never thrown. They may be shown to the sender of the data and to nobody else:
// `text` may quote the offending value, so an Issue never goes to a log as a whole; log `code` and `path` only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stafet {

enum class Severity : std::uint8_t { information, warning, error, fatal };

/// Kind of finding, in FHIR's words (value set issue-type). One protocol answer per kind.
enum class IssueType : std::uint8_t {
    structure,      ///< not well-formed: JSON, XML, encoding, element order
    required,       ///< a mandatory element is missing
    value,          ///< a value breaks its format, length or check digit
    code_invalid,   ///< a code outside its code list
    invariant,      ///< elements that contradict each other
    business_rule,  ///< no route, no capable receiver
    not_supported,  ///< unknown message type or version
    not_found,      ///< a referenced thing does not exist
    duplicate,      ///< an id that was used for something else
    forbidden,      ///< not allowed: wrong certificate, missing consent
    too_long,       ///< over a limit of size or depth
    transient,      ///< try again later
    processing,     ///< our own failure
    informational,
};

/// Place in the source text, both 1-based; columns count bytes. 0 means unknown.
struct Position {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    bool operator==(const Position&) const = default;
};

struct Issue {
    Severity severity = Severity::error;
    IssueType type = IssueType::processing;
    std::string code;     ///< stable, lower-case, hyphenated, e.g. "cpr-invalid-date"; listed in docs/issue-codes.md
    std::string path;     ///< FHIRPath ("Bundle.entry[3].resource.identifier[0]") or element path ("Emessage/DischargeLetter/Letter")
    Position at;
    std::string text;     ///< English, for the sender: what is wrong and what would be right
    std::string text_da;  ///< the same in Danish; may be empty
};

using Issues = std::vector<Issue>;

/// True when any issue is an error or fatal, i.e. the message cannot be accepted.
bool has_errors(const Issues& issues);

/// "error", "warning", ... as FHIR spells them.
std::string_view to_string(Severity severity);
/// "code-invalid", "business-rule", ... as FHIR spells them; informational for `informational`; "transient", "processing".
std::string_view to_string(IssueType type);

/// Line and column of byte `offset` in `source` (clamped to its end).
Position position_of(std::string_view source, std::size_t offset);

}  // namespace stafet
