// A map's text -> its program, or everything that is wrong with it: every error with file, line and column.
//
// Errors: unknown statement, name, path, converter, table or fragment; a converter without its argument; two rows that write the same
// leaf; an element that is left and entered again (letters have a strict order); a row after the map's direction is closed.
#pragma once

#include "adapters/mapping/map_file.hpp"
#include "adapters/mapping/map_program.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace stafet::mapping {

struct CompiledMap {
    std::shared_ptr<const MapProgram> program;  ///< null when there are errors
    Issues issues;
};

/// True when letters of this version have an element at this path, from the body on ("Letter/Authorisation/Date"), or under "Envelope".
using LetterHasElement = std::function<bool(std::string_view version, std::string_view path)>;

/// Letter paths are checked when `has_element` is given.
CompiledMap compile_map(const std::string& file, const MapSource& source, const LetterHasElement& has_element = {});

}  // namespace stafet::mapping
