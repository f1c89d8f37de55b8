#include "routes/partners/validation_reader.hpp"

#include "routes/config/finding_codes.hpp"
#include "routes/yaml/nearest.hpp"

#include <algorithm>

namespace stafet::routes {

namespace {

using Level = ValidationPolicy::Level;
using Weight = ValidationPolicy::Weight;

const std::vector<std::string_view> levels{"strict", "lenient"};
const std::vector<std::string_view> weights{"ignore", "information", "warning", "error"};  // in the order of Weight

Level level_of(std::string_view word) { return word == "lenient" ? Level::lenient : Level::strict; }

Weight weight_of(std::string_view word) { return static_cast<Weight>(std::find(weights.begin(), weights.end(), word) - weights.begin()); }

void add(Findings& findings, Severity severity, std::string code, const Place& where, std::string text, std::string right) {
    findings.push_back({severity, std::move(code), where, std::move(text), std::move(right)});
}

/// "" and a finding when the value is none of `allowed`.
std::string_view word_of(const YamlEntry& entry, const std::vector<std::string_view>& allowed, Findings& findings) {
    if (entry.value.kind == YamlNode::Kind::scalar)
        if (const auto found = std::find(allowed.begin(), allowed.end(), entry.value.text); found != allowed.end()) return *found;
    add(findings, Severity::error, "bad-value", entry.value.where, entry.key + " is \"" + entry.value.shown() + '"',
        suggestion(entry.value.shown(), allowed));
    return {};
}

/// The entries of a map; a finding when it is none.
const std::vector<YamlEntry>& entries_of(const YamlNode& node, std::string_view key, std::string_view right, Findings& findings) {
    if (node.kind != YamlNode::Kind::map)
        add(findings, Severity::error, "wrong-shape", node.where, std::string(key) + " is " + std::string(name_of(node.kind)),
            std::string(right));
    return node.entries;
}

void read_profiles(const YamlNode& node, ValidationPolicy& policy, Findings& findings) {
    for (const auto& entry : entries_of(node, "profiles", "a map from a profile's canonical to strict or lenient", findings)) {
        if (const auto word = word_of(entry, levels, findings); !word.empty()) policy.profiles[entry.key] = level_of(word);
        if (entry.key.find(':') == std::string::npos)
            add(findings, Severity::error, "bad-profile", entry.where, "the profile \"" + entry.key + '"', "a canonical URL");
    }
}

void read_codes(const YamlNode& node, ValidationPolicy& policy, Findings& findings) {
    for (const auto& entry : entries_of(node, "codes", "a map from a finding's code to what it weighs", findings)) {
        if (const auto word = word_of(entry, weights, findings); !word.empty()) policy.codes[entry.key] = weight_of(word);
        if (std::find(std::begin(finding_codes), std::end(finding_codes), entry.key) == std::end(finding_codes))
            add(findings, Severity::warning, "unknown-code", entry.where, "no finding has the code \"" + entry.key + '"',
                suggestion(entry.key, {std::begin(finding_codes), std::end(finding_codes)}));
    }
}

/// The level, and with it what MedCom's test protocol wants of a strict sender beyond its profiles.
void set_level(ValidationPolicy& policy, Level level) {
    constexpr std::string_view of_protocol = "provenance-payload-unknown";
    policy.level = level;
    const auto own = policy.codes.find(of_protocol);
    if (level == Level::strict && own == policy.codes.end()) policy.codes.emplace(of_protocol, Weight::error);
    if (level == Level::lenient && own != policy.codes.end() && own->second == Weight::error) policy.codes.erase(own);
}

}  // namespace

ValidationPolicy usual_validation(std::string_view actor) {
    ValidationPolicy policy;
    policy.codes = {{"narrative-missing", Weight::ignore}};
    set_level(policy, actor == "kommune" ? Level::lenient : Level::strict);
    return policy;
}

ValidationPolicy read_validation(const YamlNode& node, ValidationPolicy usual, Findings& findings) {
    if (node.kind == YamlNode::Kind::scalar) {
        if (const auto word = word_of({"validation", node.where, node}, levels, findings); !word.empty()) set_level(usual, level_of(word));
        return usual;
    }
    Section section(node, "validation", findings);
    if (const auto level = section.word("level", levels); !level.empty()) set_level(usual, level_of(level));
    if (const auto* profiles = section.node("profiles")) read_profiles(*profiles, usual, findings);
    if (const auto* codes = section.node("codes")) read_codes(*codes, usual, findings);
    section.finish();
    return usual;
}

}  // namespace stafet::routes
