// The xhtml of a narrative (`text.div`): one string in the tree, real elements in XML.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <string>
#include <string_view>

namespace stafet::fhir {

inline constexpr std::string_view xhtml_namespace = "http://www.w3.org/1999/xhtml";

/// The div as JSON carries it: the namespace that XML may inherit is written on the div itself. The result lives as long as the tree.
std::string_view with_own_namespace(Tree& tree, std::string_view div);

/// The div as it may stand in an XML document. Text that is not well-formed (a message may carry anything) is written as plain text
/// inside a div, so that the document stays well-formed and no word is lost.
std::string div_for_xml(std::string_view div);

}  // namespace stafet::fhir
