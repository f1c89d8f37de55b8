// The standard "oioxml": MedCom's XML letters, read and validated against the schema of their version.
//
// Which letters are known: letter_schemas(). A letter of another type or version gets "letter-unknown" with the list.
#pragma once

#include "gateway/ports/standard.hpp"

#include <memory>

namespace stafet::oioxml {

/// Compiles the schemas now, so that a mistake in them is seen at start.
std::unique_ptr<Standard> make_oioxml_standard();

}  // namespace stafet::oioxml
