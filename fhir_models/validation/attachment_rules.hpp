// Rules of attachments and other base64 content.
#pragma once

#include "fhir_models/validation/findings.hpp"

namespace stafet::fhir {

/// Number of bytes that well-formed base64 stands for; blank is skipped.
std::size_t decoded_size(std::string_view base64);

/// Checks one element of type Attachment: `size` is the size of `data`; without data and url it says at least what it would be.
void check_attachment(const Node& attachment, Findings& findings);

/// Checks well-formed base64: blank in it is a warning (RFC 4648).
void check_base64(const Node& node, Findings& findings);

}  // namespace stafet::fhir
