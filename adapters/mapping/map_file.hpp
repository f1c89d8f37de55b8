// The text of a map, as words and blocks: comments gone, fragments expanded, every word with its place.
//
// Knows the shape of the language (one statement a line, blocks closed by `end`), not its meaning; map_compiler.cpp does.
// The language itself is described in docs/maps.md.
#pragma once

#include "base/issue.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stafet::mapping {

/// Where a word stands.
struct Place {
    std::shared_ptr<const std::string> file;
    Position at;
};

struct Word {
    std::string text;
    Place place;
    bool quoted = false;
};

/// One statement; `each`, `table` and `fragment` hold the statements up to their `end`.
struct Statement {
    std::vector<Word> words;
    std::vector<Statement> block;
    const Word& first() const { return words.front(); }
};

/// An error at a place of a map file: Issue::path is the file, Issue::at line and column.
Issue map_error(const Place& place, std::string code, std::string text);

/// Gives the text of a map file by its name ("common.map"), or nullopt.
using MapSource = std::function<std::optional<std::string>(std::string_view name)>;

struct MapFile {
    std::vector<Statement> statements;  ///< includes and fragments already expanded
    Issues issues;
};

/// Reads `name` and what it includes. Includes nest at most 8 deep.
MapFile read_map_file(const std::string& name, const MapSource& source);

}  // namespace stafet::mapping
