#include "fhir_models/json/json_builder.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

/// Bounds the search for duplicate keys; the widest type of R4 has fewer than 60 elements.
constexpr std::size_t max_keys_in_object = 256;
constexpr std::size_t max_issues = 100;

bool is_type_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
}

}  // namespace

JsonBuilder::JsonBuilder(Tree& tree, const ReadLimits& limits, Issues& issues) : tree_(tree), limits_(limits), issues_(issues) {
    frames_.reserve(32);
    members_.reserve(64);
}

bool JsonBuilder::start_object(std::size_t offset) {
    if (depth_ >= limits_.max_depth)
        return report(Severity::fatal, "too-deep", offset,
                      {"Nested deeper than " + std::to_string(limits_.max_depth) + " levels.",
                       "Indlejret dybere end " + std::to_string(limits_.max_depth) + " niveauer."},
                      IssueType::too_long);
    Node* node = nullptr;
    if (frames_.empty()) {
        node = &tree_.root();
        node->offset = static_cast<std::uint32_t>(offset);
    } else {
        if (resource_type_key_) return set_resource_type({}, ValueKind::none, offset);
        if (mixes(false)) return refuse_mixture(offset);
        node = claim(offset);
        if (!node) return false;
        const bool extra = members_.back().extra;
        if (node->first || (node->is_primitive() && !extra)) return refuse_mismatch(offset);
        if (extra && !node->is_primitive()) node->kind = ValueKind::absent;
    }
    ++depth_;
    frames_.push_back({node, members_.size(), nullptr, nullptr, false});
    return true;
}

bool JsonBuilder::key(std::string_view text, std::size_t offset) {
    const Frame& object = frames_.back();
    const bool extra = text.size() > 1 && text.front() == '_';
    const std::string_view name = extra ? text.substr(1) : text;
    other_half_ = nullptr;
    bool duplicate = false;
    for (std::size_t i = object.first_member; i < members_.size(); ++i) {
        if (members_[i].name != name) continue;
        if (members_[i].extra == extra)
            duplicate = true;
        else
            other_half_ = members_[i].first;
    }
    resource_type_key_ = is_resource_type_key(text);
    key_offset_ = offset;
    if (members_.size() - object.first_member >= max_keys_in_object)
        return report(Severity::fatal, "json-too-many-keys", offset,
                      {"More than " + std::to_string(max_keys_in_object) + " keys in one object.",
                       "Flere end " + std::to_string(max_keys_in_object) + " nøgler i ét objekt."},
                      IssueType::too_long);
    members_.push_back({name, nullptr, extra});
    if (extra && is_resource_type_key(name))
        return report(Severity::fatal, "resource-type-malformed", offset,
                      {"resourceType has no second half \"_resourceType\"; leave it out.",
                       "resourceType har ingen anden halvdel \"_resourceType\"; udelad den."});
    if (text.starts_with("__"))
        return report(Severity::fatal, "json-two-underscores", offset,
                      {"The key \"" + std::string(text) + "\" begins with two underscores; one stands before the other half of a simple value.",
                       "Nøglen \"" + std::string(text) + "\" begynder med to understregninger; én står foran den anden halvdel af en simpel værdi."});
    if (duplicate)
        return report(Severity::fatal, "json-duplicate-key", offset,
                      {"The key \"" + std::string(text) + "\" occurs twice in one object; write repeated elements as one array.",
                       "Nøglen \"" + std::string(text) + "\" findes to gange i samme objekt; skriv gentagne elementer som ét array."});
    if (name.empty())
        return report(Severity::error, "json-empty-key", offset,
                      {"A key is empty; name an element.", "En nøgle er tom; angiv et elementnavn."});
    return true;
}

bool JsonBuilder::end_object(std::size_t offset) {
    const Frame object = frames_.back();
    const bool empty = members_.size() == object.first_member;
    members_.resize(object.first_member);
    --depth_;
    if (empty && !report(Severity::error, "json-empty-object", offset,
                         {"The object is empty; leave the element out.", "Objektet er tomt; udelad elementet."}))
        return false;
    frames_.pop_back();
    return true;
}

bool JsonBuilder::start_array(std::size_t offset) {
    if (frames_.empty())
        return report(Severity::fatal, "json-not-an-object", offset,
                      {"A FHIR resource is a JSON object, not an array.", "En FHIR-ressource er et JSON-objekt, ikke et array."});
    if (in_array())
        return report(Severity::fatal, "json-nested-array", offset,
                      {"An array directly inside an array does not exist in FHIR.", "Et array direkte i et array findes ikke i FHIR."});
    if (resource_type_key_) return set_resource_type({}, ValueKind::none, offset);
    if (other_half_ && !other_half_->list) return refuse_mismatch(offset);
    frames_.push_back({frames_.back().node, members_.size(), other_half_, nullptr, true});
    return true;
}

bool JsonBuilder::end_array(std::size_t offset) {
    const bool empty = !frames_.back().previous;
    frames_.pop_back();
    return !empty || report(Severity::error, "json-empty-array", offset,
                            {"The array is empty; leave the element out.", "Arrayet er tomt; udelad elementet."});
}

bool JsonBuilder::scalar(std::string_view text, ValueKind kind, std::size_t offset) {
    if (frames_.empty())
        return report(
            Severity::fatal, "json-not-an-object", offset,
            {"A FHIR resource is a JSON object, not a single value.", "En FHIR-ressource er et JSON-objekt, ikke en enkelt værdi."});
    if (resource_type_key_) return set_resource_type(text, kind, offset);
    if (mixes(true)) return refuse_mixture(offset);
    Node* node = claim(offset);
    if (!node) return false;
    if (members_.back().extra)
        return report(Severity::error, "json-underscore-value", offset,
                      {"\"_" + std::string(node->name) + "\" holds only id and extension, as an object; the value belongs in \"" +
                           std::string(node->name) + "\".",
                       "\"_" + std::string(node->name) + "\" rummer kun id og extension som objekt; værdien hører til i \"" +
                           std::string(node->name) + "\"."});
    node->value = text;
    node->kind = kind;
    if (text.empty())
        return report(Severity::error, "empty-value", offset,
                      {"The value is empty; leave the element out.", "Værdien er tom; udelad elementet."}, IssueType::value);
    return true;
}

bool JsonBuilder::null(std::size_t offset) {
    if (frames_.empty()) return scalar({}, ValueKind::none, offset);
    if (!in_array())
        return report(Severity::error, "json-null", offset,
                      {"null stands only inside an array of primitive values; leave the element out.",
                       "null må kun stå i et array af simple værdier; udelad elementet."});
    if (mixes(true)) return refuse_mixture(offset);
    Node* node = claim(offset);
    if (node && node->kind == ValueKind::none) node->kind = ValueKind::absent;
    return node != nullptr;
}

/// The element that the value at hand belongs to: the other half of a primitive, or a new one. nullptr: stop.
Node* JsonBuilder::claim(std::size_t offset) {
    if (tree_.node_count() >= limits_.max_nodes) {
        report(Severity::fatal, "too-many-elements", offset,
               {"More than " + std::to_string(limits_.max_nodes) + " elements.",
                "Flere end " + std::to_string(limits_.max_nodes) + " elementer."},
               IssueType::too_long);
        return nullptr;
    }
    if (in_array()) return claim_item(offset);
    Node* node = other_half_;
    if (node && node->list) {
        refuse_mismatch(offset);
        return nullptr;
    }
    if (!node) {
        node = &tree_.append_raw(*frames_.back().node);
        node->name = members_.back().name;
        node->offset = static_cast<std::uint32_t>(key_offset_);
    }
    members_.back().first = node;
    return node;
}

Node* JsonBuilder::claim_item(std::size_t offset) {
    Frame& array = frames_.back();
    Member& member = members_.back();
    Node* node = array.half;
    if (node) {
        array.half = node->next && node->next->name == node->name ? node->next : nullptr;
    } else {
        node = array.previous ? &tree_.insert_raw_after(*array.previous) : &tree_.append_raw(*array.node);
        node->name = member.name;
        node->offset = static_cast<std::uint32_t>(offset);
        node->list = true;
    }
    if (!member.first) member.first = node;
    array.previous = node;
    return node;
}

/// An ordinary element may be called resourceType (ExampleScenario.instance), so only places that hold resources count.
bool JsonBuilder::is_resource_type_key(std::string_view text) const {
    if (text != "resourceType") return false;
    const std::string_view holder = frames_.back().node->name;
    return holder.empty() || holder == "resource" || holder == "contained" || holder == "outcome";
}

bool JsonBuilder::set_resource_type(std::string_view text, ValueKind kind, std::size_t offset) {
    resource_type_key_ = false;
    if (kind != ValueKind::string || !is_type_name(text))
        return report(Severity::fatal, "resource-type-malformed", offset,
                      {"resourceType must be a string such as \"Bundle\".", "resourceType skal være en streng som \"Bundle\"."});
    frames_.back().node->resource_type = text;
    return true;
}

std::string JsonBuilder::path() const {
    if (frames_.empty()) return {};
    std::string path = path_of(*frames_.back().node);
    if (members_.size() > frames_.back().first_member || in_array()) {
        if (!path.empty()) path += '.';
        path += members_.back().name;
    }
    return path;
}

/// False when reading must stop: after a fatal finding, unless it is a duplicate key, or when there are too many.
bool JsonBuilder::report(Severity severity, std::string_view code, std::size_t offset, Words words, IssueType type) {
    issues_.push_back(finding(severity, type, code, path(), position_of(tree_.source(), offset), std::move(words)));
    return issues_.size() < max_issues && (severity != Severity::fatal || code == "json-duplicate-key");
}

/// True when the array at hand already holds items of the other kind: simple values (or null) and objects.
bool JsonBuilder::mixes(bool primitive) const {
    const Frame& frame = frames_.back();
    return frame.array && frame.previous && !members_.back().extra && frame.previous->is_primitive() != primitive;
}

bool JsonBuilder::refuse_mixture(std::size_t offset) {
    return report(Severity::fatal, "json-mixed-array", offset,
                  {"An array holds either objects or simple values, not both.",
                   "Et array rummer enten objekter eller simple værdier, ikke begge dele."});
}

bool JsonBuilder::refuse_mismatch(std::size_t offset) {
    const std::string name(members_.back().name);
    return report(Severity::fatal, "json-halves-differ", offset,
                  {"\"" + name + "\" and \"_" + name +
                       "\" do not fit together: both are single or both are arrays, and only a simple value has the second.",
                   "\"" + name + "\" og \"_" + name +
                       "\" passer ikke sammen: begge er enkelte eller begge er arrays, og kun en simpel værdi har den anden."});
}

}  // namespace stafet::fhir
