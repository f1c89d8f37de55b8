// The schema texts, embedded by the build from schemas/*.schema.
#pragma once

#include <span>
#include <string_view>

namespace stafet::oioxml {

struct SchemaText {
    std::string_view name;  ///< "XD0134L", "common"
    std::string_view text;
};

std::span<const SchemaText> schema_texts();

}  // namespace stafet::oioxml
