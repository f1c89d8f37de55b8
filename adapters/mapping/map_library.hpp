// All maps, compiled: those embedded in the program, each file of which a directory may replace.
#pragma once

#include "adapters/mapping/map_compiler.hpp"
#include "base/issue.hpp"

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

namespace stafet::mapping {

class MapLibrary {
   public:
    /// Compiles every map whose file does not only hold fragments. Files in `directory` replace or join the embedded ones.
    /// With `has_element`, letter paths are checked against the letters' schemas. Errors are in issues(); the maps without errors stand.
    static MapLibrary load(const std::filesystem::path& directory = {}, const LetterHasElement& has_element = {});

    const Issues& issues() const { return issues_; }
    const std::vector<std::shared_ptr<const MapProgram>>& maps() const { return maps_; }
    /// The map between these two formats, in the direction from the first to the second; nullptr when there is none.
    const MapProgram* find(const Format& source, const Format& target) const;

   private:
    std::vector<std::shared_ptr<const MapProgram>> maps_;
    Issues issues_;
};

}  // namespace stafet::mapping
