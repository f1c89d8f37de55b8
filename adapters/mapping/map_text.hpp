// The texts of the maps, embedded by the build from maps/*.map.
#pragma once

#include <span>
#include <string_view>

namespace stafet::mapping {

struct MapText {
    std::string_view name;  ///< "XDIS01.map", "common.map"
    std::string_view text;
};

std::span<const MapText> map_texts();

}  // namespace stafet::mapping
