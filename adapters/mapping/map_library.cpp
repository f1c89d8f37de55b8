#include "adapters/mapping/map_library.hpp"

#include "adapters/mapping/map_text.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

namespace stafet::mapping {

namespace {

constexpr std::string_view shared_file = "common.map";

using Texts = std::map<std::string, std::string, std::less<>>;

Texts all_texts(const std::filesystem::path& directory, Issues& issues) {
    Texts texts;
    for (const MapText& embedded : map_texts()) texts.emplace(embedded.name, embedded.text);
    if (directory.empty()) return texts;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
        if (entry.path().extension() != ".map") continue;
        std::ifstream in(entry.path(), std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        texts[entry.path().filename().string()] = text.str();
    }
    if (error)
        issues.push_back(map_error({std::make_shared<const std::string>(directory.string()), {}}, "map-not-found",
                                   "the directory of maps cannot be read: " + error.message()));
    return texts;
}

bool same_form(const Format& a, const Format& b) { return a.standard == b.standard && a.type == b.type && a.version == b.version; }

}  // namespace

MapLibrary MapLibrary::load(const std::filesystem::path& directory, const LetterHasElement& has_element) {
    MapLibrary library;
    const Texts texts = all_texts(directory, library.issues_);
    const MapSource source = [&](std::string_view name) -> std::optional<std::string> {
        const auto found = texts.find(name);
        return found == texts.end() ? std::nullopt : std::optional(found->second);
    };
    for (const auto& [name, text] : texts) {
        if (name == shared_file) continue;
        CompiledMap compiled = compile_map(name, source, has_element);
        library.issues_.insert(library.issues_.end(), compiled.issues.begin(), compiled.issues.end());
        if (compiled.program) library.maps_.push_back(std::move(compiled.program));
    }
    return library;
}

const MapProgram* MapLibrary::find(const Format& source, const Format& target) const {
    const auto found = std::find_if(maps_.begin(), maps_.end(), [&](const auto& map) {
        return (map->to_fhir && same_form(map->letter, source) && same_form(map->message, target)) ||
               (map->to_letter && same_form(map->message, source) && same_form(map->letter, target));
    });
    return found == maps_.end() ? nullptr : found->get();
}

}  // namespace stafet::mapping
