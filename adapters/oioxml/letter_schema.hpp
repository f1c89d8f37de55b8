// The letters that Stafet knows, one schema per version, compiled from the texts in schemas/ (their notation: schemas/common.schema).
//
// Immutable after start. A mistake in a schema text is ours and ends the process at the first use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stafet::oioxml {

using CodeList = std::vector<std::string>;

struct Structure;

/// What an element may hold.
struct ElementType {
    enum class Kind : std::uint8_t {
        structure,
        string,
        fixed,
        code,
        formatted_text,  ///< Break, Space, Bold, ... in the nesting of FormattedText.xsd
        breakable_text,  ///< Break and Space only
        date,
        time,     ///< hh:mm
        seconds,  ///< hh:mm:ss
        cpr,
        gln,  ///< 1 to 35 characters; a location number in all but a few old systems
        positive,
        always_true,
        uuid,
    };
    Kind kind = Kind::structure;
    std::uint32_t min_length = 0;  ///< characters, for string and gln
    std::uint32_t max_length = 0xFFFFFFFF;
    std::string fixed;
    const CodeList* codes = nullptr;
    const Structure* structure = nullptr;
};

/// One element in a structure. Elements of different `alternative` in the same `choice` exclude each other.
struct Particle {
    std::string name;
    std::uint32_t min = 1;
    std::uint32_t max = 1;
    ElementType type;
    std::uint16_t choice = 0;  ///< 0: none
    std::uint16_t alternative = 0;
};

/// Elements in their order; no name occurs twice.
struct Structure {
    std::vector<Particle> particles;
};

struct LetterSchema {
    std::string version;  ///< "XD0134L"
    std::string type;     ///< "XDIS01"
    std::string body;     ///< "DischargeLetter"
    std::string xmlns;    ///< namespace of every element
    std::string kind;     ///< business kind; "" for letters that only pass through
    std::string name;     ///< Danish
    const Structure* envelope = nullptr;
    const Structure* content = nullptr;  ///< of the body element
};

/// All, ordered by version. Compiled at the first call.
const std::vector<LetterSchema>& letter_schemas();

/// The schema of exactly this namespace, body element and version, or nullptr.
const LetterSchema* find_schema(std::string_view xmlns, std::string_view body, std::string_view version);
/// The first schema of this version, whatever its namespace, or nullptr.
const LetterSchema* find_schema(std::string_view version);

/// True when letters of this version have an element at this path, from the body on ("Letter/Authorisation/Date"), or under "Envelope".
bool has_element(std::string_view version, std::string_view path);

}  // namespace stafet::oioxml
