#include "fhir_models/packages/image_builder.hpp"

#include "fhir_models/json/json_writer.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <map>

namespace stafet::fhir {

using namespace image;

namespace {

constexpr std::size_t alignment = 8;

void pad(std::string& bytes) { bytes.resize((bytes.size() + alignment - 1) / alignment * alignment, '\0'); }

}  // namespace

Text ImageBuilder::text(std::string_view value) {
    const auto [at, fresh] = string_at_.try_emplace(std::string(value), static_cast<std::uint32_t>(strings_.size()));
    if (fresh) strings_ += value;
    return {at->second, static_cast<std::uint32_t>(value.size())};
}

Rows<Text> ImageBuilder::texts(const std::vector<std::string>& values) {
    std::vector<Text> rows;
    for (const auto& value : values) rows.push_back(text(value));
    return append(rows);
}

void ImageBuilder::add_package(const PackageName& id, const std::vector<PackageName>& dependencies) {
    std::vector<Dependency> rows;
    for (const auto& d : dependencies) rows.push_back({text(d.name), text(d.version)});
    table<image::Package>().push_back({text(id.name), text(id.version), append(rows)});
}

std::uint32_t ImageBuilder::constraint(const ConstraintDraft& draft) {
    const std::string key = draft.key + '\n' + (draft.is_error ? "e" : "w") + draft.expression;
    const auto [at, fresh] = constraint_at_.try_emplace(key, static_cast<std::uint32_t>(table<Constraint>().size()));
    if (fresh) table<Constraint>().push_back({text(draft.key), text(draft.expression), text(draft.human), draft.is_error});
    return at->second;
}

Element ImageBuilder::element(const ElementDraft& draft, const std::vector<ElementDraft>& all) {
    Element e{};
    e.name = text(draft.name());
    e.slice = text(draft.slice);
    e.value = text(draft.value);
    e.value_set = text(draft.value_set);
    e.max_value_set = text(draft.max_value_set);
    e.min_value = text(draft.min_value);
    e.max_value = text(draft.max_value);
    std::vector<Type> types;
    for (const auto& t : draft.types) types.push_back({text(t.code), texts(t.profiles), texts(t.targets), t.aggregation});
    e.types = append(types);
    std::vector<Discriminator> discriminators;
    for (const auto& d : draft.discriminators) discriminators.push_back({text(d.path), d.kind, {}});
    e.discriminators = append(discriminators);
    std::vector<std::uint32_t> constraints;
    for (const auto& c : draft.constraints) constraints.push_back(constraint(c));
    e.constraints = append(constraints);
    const auto content = std::find_if(all.begin(), all.end(), [&](const ElementDraft& other) { return other.id == draft.content; });
    if (!draft.content.empty() && content != all.end()) e.content = static_cast<std::uint32_t>(content - all.begin());
    e.max_length = draft.max_length;
    e.min_length = draft.min_length;
    e.min = draft.min.value_or(0);
    e.max = draft.max.value_or(many);
    e.depth = static_cast<std::uint8_t>(draft.depth());
    e.value_rule = draft.value_rule;
    e.strength = draft.strength;
    e.slicing = draft.slicing;
    e.ordered = draft.ordered.value_or(false);
    e.base_required = draft.base_min.value_or(0) > 0;
    e.base_single = draft.base_max.value_or(many) == 1;
    e.modifier = draft.modifier.value_or(false);
    e.needs_value = draft.needs_value.value_or(false);
    return e;
}

void ImageBuilder::add(const StructureDraft& s) {
    Structure row{};
    row.url = text(s.url);
    row.version = text(s.version);
    row.name = text(s.name);
    row.type = text(s.type);
    row.base = text(s.base);
    std::vector<Element> elements;
    for (const auto& e : s.elements) elements.push_back(element(e, s.elements));
    row.elements = append(elements);
    std::vector<Context> contexts;
    for (const auto& c : s.contexts) contexts.push_back({text(c.expression), c.kind, {}});
    row.contexts = append(contexts);
    row.package = current_package();
    row.kind = s.kind;
    row.constrains = s.constrains;
    row.abstract = s.abstract;
    row.global = s.global;
    table<Structure>().push_back(row);
}

Include ImageBuilder::include(const Node& node) {
    Include row{};
    row.system = text(node.text("system"));
    row.version = text(node.text("version"));
    std::vector<std::string> codes, value_sets;
    for (const Node* c = node.child("concept"); c; c = c->next_same()) codes.emplace_back(c->text("code"));
    for (const Node* v = node.child("valueSet"); v; v = v->next_same()) value_sets.emplace_back(v->value);
    row.codes = texts(codes);
    row.value_sets = texts(value_sets);
    std::vector<Filter> filters;
    for (const Node* f = node.child("filter"); f; f = f->next_same())
        filters.push_back({text(f->text("property")), text(f->text("op")), text(f->text("value"))});
    row.filters = append(filters);
    return row;
}

Rows<Include> ImageBuilder::includes(const Node& owner, std::string_view name) {
    std::vector<Include> rows;
    for (const Node* i = owner.child(name); i; i = i->next_same()) rows.push_back(include(*i));
    return append(rows);
}

std::vector<Include> ImageBuilder::expansion(const Node& node) {
    std::map<std::string, std::vector<std::string>> by_system;
    std::vector<const Node*> open{&node};
    while (!open.empty()) {
        const Node* owner = open.back();
        open.pop_back();
        for (const Node* c = owner->child("contains"); c; c = c->next_same()) {
            open.push_back(c);
            if (!c->text("code").empty() && c->text("abstract") != "true")
                by_system[std::string(c->text("system"))].emplace_back(c->text("code"));
        }
    }
    std::vector<Include> rows;
    for (const auto& [system, codes] : by_system) {
        Include row{};
        row.system = text(system);
        row.version = text("");
        row.codes = texts(codes);
        rows.push_back(row);
    }
    return rows;
}

void ImageBuilder::add_value_set(const Node& node) {
    ValueSet row{};
    row.url = text(node.text("url"));
    row.version = text(node.text("version"));
    row.package = current_package();
    if (const Node* compose = node.child("compose")) {
        row.includes = includes(*compose, "include");
        row.excludes = includes(*compose, "exclude");
    } else if (const Node* expanded = node.child("expansion")) {
        row.includes = append(expansion(*expanded));
        row.expanded = 1;
    }
    table<ValueSet>().push_back(row);
}

void ImageBuilder::concepts(const Node& owner, std::uint32_t parent, std::vector<Concept>& rows, std::vector<Designation>& more) {
    for (const Node* c = owner.child("concept"); c; c = c->next_same()) {
        const std::size_t at = rows.size();
        rows.push_back({text(c->text("code")), text(c->text("display")), parent, 0});
        for (const Node* d = c->child("designation"); d; d = d->next_same())
            more.push_back({static_cast<std::uint32_t>(at), text(d->text("language")), text(d->text("value"))});
        concepts(*c, static_cast<std::uint32_t>(at + 1), rows, more);
        rows[at].next = static_cast<std::uint32_t>(rows.size());
    }
}

void ImageBuilder::add_code_system(const Node& node) {
    constexpr std::array words{std::string_view("not-present"), std::string_view("example"), std::string_view("fragment"),
                               std::string_view("complete"), std::string_view("supplement")};
    CodeSystem row{};
    row.url = text(node.text("url"));
    row.version = text(node.text("version"));
    std::vector<Concept> rows;
    std::vector<Designation> more;
    concepts(node, 0, rows, more);
    row.language = text(node.text("language"));
    row.concepts = append(rows);
    row.designations = append(more);
    row.package = current_package();
    const auto word = std::find(words.begin(), words.end(), node.text("content"));
    row.content = word == words.end() ? Content::not_present : static_cast<Content>(word - words.begin());
    row.case_sensitive = node.text("caseSensitive") != "false";
    table<CodeSystem>().push_back(row);
}

void ImageBuilder::add_whole(const Node& resource) {
    Tree copy;
    Node& kept = copy.append_copy(copy.root(), resource, "resource");
    if (Node* narrative = kept.child("text")) copy.remove(*narrative);
    Resource row{};
    row.type = text(resource.resource_type);
    row.url = text(resource.text("url"));
    row.version = text(resource.text("version"));
    row.json = text(write_json(kept));
    row.package = current_package();
    table<Resource>().push_back(row);
}

std::string ImageBuilder::finish() {
    Header header{};
    header.magic = magic;
    header.version = format_version;
    std::string body;
    const auto write = [&]<class Row>(const std::vector<Row>& rows) {
        pad(body);
        header.sections[section_of<Row>] = {sizeof(Header) + body.size(), rows.size()};
        body.append(reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(Row));
    };
    std::apply([&](const auto&... rows) { (write(rows), ...); }, tables_);
    pad(body);
    header.sections[strings] = {sizeof(Header) + body.size(), strings_.size()};
    body += strings_;
    header.checksum = static_cast<std::uint32_t>(::crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), body.size()));
    header.size = sizeof(Header) + body.size();
    std::string bytes(sizeof(Header), '\0');
    std::memcpy(bytes.data(), &header, sizeof(Header));
    return bytes + body;
}

}  // namespace stafet::fhir
