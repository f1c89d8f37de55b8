#include "fhir_models/packages/element_draft.hpp"

#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/packages/narrative_languages.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace stafet::fhir {

namespace {

using namespace image;

std::uint16_t number(std::string_view text) {
    std::uint16_t value = many;
    if (text != "*") std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::vector<std::string> texts(const Node& node, std::string_view name) {
    std::vector<std::string> values;
    for (const Node* n = node.child(name); n; n = n->next_same()) values.emplace_back(n->value);
    return values;
}

std::string_view extension_value(const Node& node, std::string_view url_end) {
    for (const Node* e = node.child("extension"); e; e = e->next_same()) {
        if (!e->text("url").ends_with(url_end)) continue;
        for (const Node* v = e->first; v; v = v->next)
            if (v->name.starts_with("value")) return v->value;
    }
    return {};
}

TypeDraft read_type(const Node& node) {
    TypeDraft type;
    type.code = node.text("code");
    if (type.code.starts_with("http://hl7.org/fhirpath/System.")) {
        const auto fhir_type = extension_value(node, "structuredefinition-fhir-type");
        type.code = fhir_type.empty() ? "string" : std::string(fhir_type);
    }
    type.profiles = texts(node, "profile");
    type.targets = texts(node, "targetProfile");
    for (const auto& kind : texts(node, "aggregation"))
        type.aggregation |= kind == "contained" ? 1u : kind == "referenced" ? 2u : kind == "bundled" ? 4u : 0u;
    return type;
}

void read_slicing(const Node& slicing, ElementDraft& draft) {
    constexpr std::array kinds{std::string_view("value"), std::string_view("exists"), std::string_view("pattern"), std::string_view("type"),
                               std::string_view("profile")};
    for (const Node* d = slicing.child("discriminator"); d; d = d->next_same()) {
        const auto kind = std::find(kinds.begin(), kinds.end(), d->text("type"));
        if (kind == kinds.end()) continue;
        draft.discriminators.push_back({static_cast<DiscriminatorKind>(kind - kinds.begin()), std::string(d->text("path"))});
    }
    const auto rules = slicing.text("rules");
    draft.slicing = rules == "closed" ? Slicing::closed : rules == "openAtEnd" ? Slicing::open_at_end : Slicing::open;
    if (const Node* ordered = slicing.child("ordered")) draft.ordered = ordered->value == "true";
}

/// The JSON of a value[x]: a primitive as {"value": ...}, so that it reads back with its kind.
std::string json_of(const Node& node) {
    Tree wrapped;
    wrapped.append_copy(wrapped.root(), node, "value");
    return write_json(wrapped.root());
}

void read_value(const Node& node, ElementDraft& draft) {
    if (node.name.starts_with("fixed") || node.name.starts_with("pattern")) {
        draft.value = json_of(node);
        draft.value_rule = node.name.starts_with("fixed") ? ValueRule::fixed : ValueRule::pattern;
    } else if (node.name.starts_with("minValue")) {
        draft.min_value = json_of(node);
    } else if (node.name.starts_with("maxValue")) {
        draft.max_value = json_of(node);
    }
}

Strength strength_of(std::string_view word) {
    return word == "required"     ? Strength::required
           : word == "extensible" ? Strength::extensible
           : word == "preferred"  ? Strength::preferred
                                  : Strength::example;
}

std::string id_of(const Node& element, const std::string& slice) {
    if (const auto id = element.text("id"); !id.empty()) return std::string(id);
    const std::string path(element.text("path"));
    return slice.empty() ? path : path + ":" + slice;
}

}  // namespace

std::size_t ElementDraft::depth() const {
    const std::string path = path_of_id(id);
    return static_cast<std::size_t>(std::count(path.begin(), path.end(), '.'));
}

std::string_view ElementDraft::name() const {
    std::string_view last = id;
    const auto colon = last.find_last_of(".:");
    if (colon != std::string_view::npos && last[colon] == ':') last = last.substr(0, colon);
    const auto dot = last.rfind('.');
    last = dot == std::string_view::npos ? last : last.substr(dot + 1);
    return last.substr(0, last.find(':'));
}

std::string path_of_id(std::string_view id) {
    std::string path;
    bool in_slice = false;
    for (const char c : id) {
        if (c == '.') in_slice = false;
        if (c == ':') in_slice = true;
        if (!in_slice) path += c;
    }
    return path;
}

ElementDraft read_element(const Node& element) {
    ElementDraft draft;
    draft.slice = element.text("sliceName");
    draft.id = id_of(element, draft.slice);
    if (const Node* n = element.child("min")) draft.min = number(n->value);
    if (const Node* n = element.child("max")) draft.max = number(n->value);
    if (const Node* base = element.child("base")) {
        draft.base_min = number(base->text("min"));
        draft.base_max = number(base->text("max"));
    }
    if (const auto reference = element.text("contentReference"); !reference.empty())
        draft.content = reference.substr(reference.find('#') == std::string_view::npos ? 0 : reference.find('#') + 1);
    for (const Node* n = element.child("type"); n; n = n->next_same()) draft.types.push_back(read_type(*n));
    if (const Node* n = element.child("slicing")) read_slicing(*n, draft);
    for (const Node* n = element.child("constraint"); n; n = n->next_same())
        if (!n->text("expression").empty())
            draft.constraints.push_back({std::string(n->text("key")), std::string(n->text("expression")), std::string(n->text("human")),
                                         n->text("severity") != "warning"});
    add_narrative_languages(element, draft);
    if (const Node* n = element.child("maxLength")) std::from_chars(n->value.data(), n->value.data() + n->value.size(), draft.max_length);
    const auto shortest = extension_value(element, "/StructureDefinition/minLength");
    std::from_chars(shortest.data(), shortest.data() + shortest.size(), draft.min_length);
    if (extension_value(element, "extension-ElementDefinition.mustHaveValue") == "true") draft.needs_value = true;
    if (const Node* n = element.child("isModifier")) draft.modifier = n->value == "true";
    if (const Node* binding = element.child("binding")) {
        draft.strength = strength_of(binding->text("strength"));
        draft.value_set = binding->text("valueSet");
        draft.max_value_set = extension_value(*binding, "elementdefinition-maxValueSet");
    }
    for (const Node* n = element.first; n; n = n->next) read_value(*n, draft);
    return draft;
}

std::vector<ElementDraft> drafts_of(const DefinitionsImage& image, const Structure& structure) {
    std::vector<ElementDraft> drafts;
    std::vector<std::string> ids;  // of the element last seen at each depth
    const auto text = [&](Text t) { return std::string(image.text(t)); };
    const auto list = [&](Rows<Text> rows) {
        std::vector<std::string> values;
        for (const Text t : image.rows(rows)) values.push_back(text(t));
        return values;
    };
    for (const Element& e : image.rows(structure.elements)) {
        ElementDraft d;
        d.slice = text(e.slice);
        ids.resize(e.depth);
        d.id = (ids.empty() ? "" : ids.back() + ".") + text(e.name) + (d.slice.empty() ? "" : ":" + d.slice);
        ids.push_back(d.id);
        d.value = text(e.value);
        d.min_value = text(e.min_value);
        d.max_value = text(e.max_value);
        d.value_set = text(e.value_set);
        d.max_value_set = text(e.max_value_set);
        for (const Type& t : image.rows(e.types)) d.types.push_back({text(t.code), list(t.profiles), list(t.targets), t.aggregation});
        for (const Discriminator& s : image.rows(e.discriminators)) d.discriminators.push_back({s.kind, text(s.path)});
        for (const std::uint32_t row : image.rows(e.constraints)) {
            const Constraint& c = image.constraint(row);
            d.constraints.push_back({text(c.key), text(c.expression), text(c.human), c.is_error != 0});
        }
        if (e.content != 0) d.content = drafts[e.content].id;
        d.min = e.min;
        d.max = e.max;
        d.base_min = e.base_required;
        d.base_max = e.base_single ? 1 : many;
        d.ordered = e.ordered != 0;
        d.modifier = e.modifier != 0;
        d.max_length = e.max_length;
        d.min_length = e.min_length;
        d.needs_value = e.needs_value != 0;
        d.value_rule = e.value_rule;
        d.strength = e.strength;
        d.slicing = e.slicing;
        drafts.push_back(std::move(d));
    }
    return drafts;
}

}  // namespace stafet::fhir
