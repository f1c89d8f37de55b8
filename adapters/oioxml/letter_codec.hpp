// Bytes of an OIOXML letter <-> its element tree. Knows XML and characters, not which letters exist (see letter_schema.hpp).
//
// The tree's root is "Emessage". An element that holds text alone has it as its value; one that mixes text and elements has "#text"
// children; white space between the elements of a structure is dropped. `xmlns` is set where it differs from the parent's.
// A DTD is refused by the XML reader, so no entity is ever expanded.
#pragma once

#include "base/issue.hpp"
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/tree/tree.hpp"

#include <string>

namespace stafet::oioxml {

/// A letter nests nine deep; attachments (XBIN01) may be large.
inline constexpr fhir::ReadLimits letter_limits{100u * 1024 * 1024, 32, 1'000'000};

struct LetterText {
    fhir::Tree tree;  ///< what was read; of a letter that is not well-formed, what came before the fault
    bool well_formed = false;
    Issues issues;
    std::string charset;  ///< as decoded: "UTF-8", "ISO-8859-1", "windows-1252"
};

/// Takes ownership of the bytes: the tree keeps them as its source. Declared ISO-8859-1 or windows-1252 over bytes that are UTF-8
/// (a defect seen in real systems) is read as UTF-8 with the warning "charset-mislabelled".
LetterText read_letter(std::string bytes, const fhir::ReadLimits& limits = letter_limits);

enum class Charset { utf8, iso_8859_1 };

/// With XML declaration and without insignificant white space. In ISO-8859-1 other characters are written as references (`&#8211;`);
/// characters that XML 1.0 forbids become U+FFFD.
std::string write_letter(const fhir::Tree& letter, Charset charset = Charset::utf8);

}  // namespace stafet::oioxml
