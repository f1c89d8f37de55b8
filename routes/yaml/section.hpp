// One map of the configuration, read key by key, so that no key goes unread.
//
// Ask for the keys that exist, then call finish(): every key that nobody asked for is a finding with the nearest known one.
// A value of the wrong shape is a finding and reads as absent.
#pragma once

#include "routes/yaml/yaml_node.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace stafet::routes {

class Section {
   public:
    /// `what` names the section in findings: "partner nordby-sygehus". Both references must outlive the section.
    Section(const YamlNode& node, std::string what, Findings& findings);

    /// The value of `key`, or nullptr when it is absent or empty.
    const YamlNode* node(std::string_view key);
    /// As node(), and a finding when absent.
    const YamlNode* required_node(std::string_view key, std::string_view right);

    std::string text(std::string_view key);
    std::string required_text(std::string_view key, std::string_view right);
    /// A text or a list of texts.
    std::vector<std::string> texts(std::string_view key);
    bool flag(std::string_view key, bool otherwise);
    std::uint32_t number(std::string_view key, std::uint32_t otherwise, std::uint32_t least, std::uint32_t most);
    /// "500ms", "30s", "5m", "72h", "3d"
    std::chrono::milliseconds duration(std::string_view key, std::chrono::milliseconds otherwise);
    /// "16KiB", "100MB"; a bare number is bytes.
    std::size_t size(std::string_view key, std::size_t otherwise);
    /// The value when it is one of `allowed`, else a finding and "".
    std::string word(std::string_view key, const std::vector<std::string_view>& allowed);

    /// Place of `key` when present, else of the section.
    Place place(std::string_view key) const;
    const Place& place() const { return node_.where; }
    /// The value of `key` in quotes, as a finding may show it.
    std::string shown(std::string_view key) const;
    void add(std::string code, const Place& where, std::string text, std::string right = {});
    void finish();

   private:
    const YamlEntry* entry(std::string_view key) const;

    const YamlNode& node_;
    std::string what_;
    Findings& findings_;
    std::vector<std::string_view> known_;
};

/// nullopt when malformed.
std::optional<std::chrono::milliseconds> duration_from(std::string_view text);
std::optional<std::size_t> size_from(std::string_view text);

}  // namespace stafet::routes
