// The canonical Bundles, and small ways to spoil them.
#pragma once

#include "adapters/medcom_fhir/fhir_standard.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "tests/support/shared.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>

namespace stafet::testing {

inline std::string golden(const std::string& name) {
    const auto text = read_file("tests/golden/" + name);
    REQUIRE_MESSAGE(!text.empty(), name);
    return text;
}

inline std::string bundle(const std::string& name) { return golden("bundles/" + name + ".json"); }

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE_MESSAGE(at != std::string::npos, from);
    return text.replace(at, from.size(), to);
}

inline fhir::Tree parsed(std::string bytes) {
    auto outcome = fhir::read_any(std::move(bytes));
    REQUIRE(outcome.tree);
    return std::move(*outcome.tree);
}

/// The Bundle after `change`, as JSON.
inline std::string changed(const std::string& json, const std::function<void(fhir::Tree&)>& change) {
    auto tree = parsed(json);
    change(tree);
    return fhir::write_json(tree.root());
}

inline fhir::Node* resource(fhir::Tree& tree, std::string_view type) {
    for (auto* entry = tree.root().first; entry; entry = entry->next)
        if (auto* found = entry->child("resource"); found && found->resource_type == type) return found;
    return nullptr;
}

/// Removes every entry of this type.
inline std::string without_resource(const std::string& json, std::string_view type) {
    return changed(json, [&](fhir::Tree& tree) {
        while (auto* found = resource(tree, type)) tree.remove(*found->parent);
    });
}

/// The element at a dotted path of the first resource of this type; a number moves on among repeats: "identifier.1.system".
inline fhir::Node& element(fhir::Tree& tree, std::string_view type, std::string_view path) {
    auto* node = resource(tree, type);
    while (node && !path.empty()) {
        const auto part = path.substr(0, path.find('.'));
        if (part.find_first_not_of("0123456789") == std::string_view::npos) {
            for (int steps = part.front() - '0'; node && steps > 0; --steps) node = const_cast<fhir::Node*>(node->next_same());
        } else {
            node = node->child(part);
        }
        path = part.size() == path.size() ? std::string_view{} : path.substr(part.size() + 1);
    }
    REQUIRE(node);
    return *node;
}

inline std::string with(const std::string& json, std::string_view type, std::string_view path, std::string_view value) {
    return changed(json, [&](fhir::Tree& tree) { tree.set_value(element(tree, type, path), value); });
}

/// Removes the element, and its parents when they have nothing else.
inline std::string without(const std::string& json, std::string_view type, std::string_view path) {
    return changed(json, [&](fhir::Tree& tree) {
        auto& node = element(tree, type, path);
        auto* parent = node.parent;
        tree.remove(node);
        while (!parent->first && parent->parent) {
            auto* emptied = parent;
            parent = parent->parent;
            tree.remove(*emptied);
        }
    });
}

inline Reading read_message(std::string bytes) { return medcom::FhirStandard().read(std::move(bytes)); }

inline const Issue* find_issue(const Issues& issues, std::string_view code) {
    const auto found = std::find_if(issues.begin(), issues.end(), [&](const Issue& i) { return i.code == code; });
    return found == issues.end() ? nullptr : &*found;
}

/// True when exactly this finding is there with this severity, and it says so in both languages.
inline bool finds(const std::string& bytes, std::string_view code, Severity severity = Severity::error) {
    const auto reading = read_message(bytes);
    const Issue* issue = find_issue(reading.issues, code);
    if (!issue) {
        for (const auto& other : reading.issues) MESSAGE(other.code << " at " << other.path);
        return false;
    }
    return issue->severity == severity && !issue->path.empty() && !issue->text.empty() && !issue->text_da.empty() && issue->at.line > 0;
}

inline std::string codes(const Issues& issues, Severity at_least = Severity::warning) {
    std::string text;
    for (const auto& issue : issues)
        if (issue.severity >= at_least) text += issue.code + " (" + issue.path + ") ";
    return text;
}

}  // namespace stafet::testing
