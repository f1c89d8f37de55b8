#include "routes/yaml/section.hpp"

#include "routes/yaml/nearest.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace stafet::routes {

namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

constexpr std::array<Unit, 5> duration_units{{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
constexpr std::array<Unit, 8> size_units{
    {{"", 1}, {"B", 1}, {"KB", 1000}, {"MB", 1'000'000}, {"GB", 1'000'000'000}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}}};

/// A whole number directly followed by one of `units`; at most nine digits, so that no product overflows.
template <std::size_t N>
std::optional<std::uint64_t> quantity(std::string_view text, const std::array<Unit, N>& units) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || digits > 9) return std::nullopt;
    const auto unit = std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == text.substr(digits); });
    return unit == units.end() ? std::nullopt : std::optional(number * unit->factor);
}

}  // namespace

std::optional<std::chrono::milliseconds> duration_from(std::string_view text) {
    const auto value = quantity(text, duration_units);
    return value ? std::optional(std::chrono::milliseconds(*value)) : std::nullopt;
}

std::optional<std::size_t> size_from(std::string_view text) { return quantity(text, size_units); }

Section::Section(const YamlNode& node, std::string what, Findings& findings) : node_(node), what_(std::move(what)), findings_(findings) {
    if (node.kind != YamlNode::Kind::map && node.kind != YamlNode::Kind::null)
        add("wrong-shape", node.where, what_ + " is " + std::string(name_of(node.kind)), "a map of keys and values");
}

void Section::add(std::string code, const Place& where, std::string text, std::string right) {
    findings_.push_back({Severity::error, std::move(code), where, std::move(text), std::move(right)});
}

const YamlEntry* Section::entry(std::string_view key) const {
    const auto found = std::find_if(node_.entries.begin(), node_.entries.end(), [&](const YamlEntry& e) { return e.key == key; });
    return found == node_.entries.end() ? nullptr : &*found;
}

Place Section::place(std::string_view key) const {
    const auto* found = entry(key);
    return found == nullptr ? node_.where : found->value.where;
}

std::string Section::shown(std::string_view key) const {
    const auto* found = entry(key);
    return found == nullptr ? "\"\"" : '"' + found->value.shown() + '"';
}

const YamlNode* Section::node(std::string_view key) {
    known_.push_back(key);
    const auto* found = entry(key);
    return found == nullptr || found->value.kind == YamlNode::Kind::null ? nullptr : &found->value;
}

const YamlNode* Section::required_node(std::string_view key, std::string_view right) {
    const auto* value = node(key);
    if (value == nullptr) {
        add("missing-" + std::string(key), node_.where, what_ + " has no " + std::string(key), std::string(right));
    }
    return value;
}

std::string Section::text(std::string_view key) {
    const auto* value = node(key);
    if (value == nullptr) return {};
    if (value->kind == YamlNode::Kind::scalar) return value->text;
    add("wrong-shape", value->where, std::string(key) + " is " + std::string(name_of(value->kind)), "a text");
    return {};
}

std::string Section::required_text(std::string_view key, std::string_view right) {
    const auto* value = required_node(key, right);
    if (value == nullptr) return {};
    std::string content = text(key);
    if (value->kind == YamlNode::Kind::scalar && content.find_first_not_of(" \t\n") == std::string::npos)
        add("missing-" + std::string(key), value->where, what_ + " has an empty " + std::string(key), std::string(right));
    return content;
}

std::vector<std::string> Section::texts(std::string_view key) {
    const auto* value = node(key);
    if (value == nullptr) return {};
    if (value->kind != YamlNode::Kind::sequence) return {text(key)};
    std::vector<std::string> all;
    for (const auto& item : value->items) {
        if (item.kind == YamlNode::Kind::scalar)
            all.push_back(item.text);
        else
            add("wrong-shape", item.where, "an item of " + std::string(key) + " is " + std::string(name_of(item.kind)), "a text");
    }
    return all;
}

bool Section::flag(std::string_view key, bool otherwise) {
    const std::string value = text(key);
    if (value.empty()) return otherwise;
    if (value == "true" || value == "false") return value == "true";
    add("bad-value", place(key), std::string(key) + " is " + shown(key), "true or false");
    return otherwise;
}

std::uint32_t Section::number(std::string_view key, std::uint32_t otherwise, std::uint32_t least, std::uint32_t most) {
    const std::string value = text(key);
    if (value.empty()) return otherwise;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error == std::errc() && end == value.data() + value.size() && number >= least && number <= most) return number;
    add("bad-value", place(key), std::string(key) + " is " + shown(key),
        "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return otherwise;
}

std::chrono::milliseconds Section::duration(std::string_view key, std::chrono::milliseconds otherwise) {
    const std::string value = text(key);
    if (value.empty()) return otherwise;
    if (const auto parsed = duration_from(value)) return *parsed;
    add("bad-value", place(key), std::string(key) + " is " + shown(key), "a duration such as 500ms, 30s, 5m, 72h or 3d");
    return otherwise;
}

std::size_t Section::size(std::string_view key, std::size_t otherwise) {
    const std::string value = text(key);
    if (value.empty()) return otherwise;
    if (const auto parsed = size_from(value)) return *parsed;
    add("bad-value", place(key), std::string(key) + " is " + shown(key), "a size such as 16KiB or 100MB");
    return otherwise;
}

std::string Section::word(std::string_view key, const std::vector<std::string_view>& allowed) {
    std::string value = text(key);
    if (value.empty() || std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return value;
    add("bad-value", place(key), std::string(key) + " is " + shown(key), suggestion(value, allowed));
    return {};
}

void Section::finish() {
    for (const auto& given : node_.entries) {
        if (std::find(known_.begin(), known_.end(), given.key) != known_.end()) continue;
        add("unknown-key", given.where, what_ + " has no key \"" + given.key + '"', suggestion(given.key, known_));
    }
}

}  // namespace stafet::routes
