// Mutated profiles, compiled on the fly, against mutated resources: no crash, an end within bounds, every finding with its words.
//
// The input is a recipe, four bytes a step: which tree, what to do, and two nodes. So every input gives definitions and resources that are
// JSON, and the search is spent on what they mean.
#include "base/assert.hpp"
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/packages/built_in.hpp"
#include "fhir_models/packages/compiler.hpp"
#include "fhir_models/profiles/profile_validation.hpp"
#include "fhir_models/validation/validate.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "tests/fuzz/profiles_fixtures.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace {

using namespace stafet;
using namespace stafet::fhir;

constexpr std::size_t max_nodes = 3'000;
constexpr std::array<std::string_view, 26> words{"http://x.example/patient",
                                                 "http://x.example/extension",
                                                 "http://x.example/bundle",
                                                 "http://hl7.org/fhir/StructureDefinition/Patient",
                                                 "http://hl7.org/fhir/StructureDefinition/Element",
                                                 "Patient",
                                                 "Extension",
                                                 "Reference",
                                                 "BackboneElement",
                                                 "Identifier",
                                                 "string",
                                                 "value[x]",
                                                 "Patient.identifier:cpr.value",
                                                 "Patient.extension",
                                                 "#Patient.contact",
                                                 "$this",
                                                 "resolve()",
                                                 "closed",
                                                 "ordered",
                                                 "1",
                                                 "*",
                                                 "0",
                                                 "-1",
                                                 "true",
                                                 "%resource.descendants().exists()",
                                                 ""};

std::vector<Node*> nodes_of(Tree& tree) {
    std::vector<Node*> all{&tree.root()};
    for (std::size_t i = 0; i < all.size(); ++i)
        for (Node* child = all[i]->first; child; child = child->next) all.push_back(child);
    return all;
}

bool below(const Node* node, const Node* ancestor) {
    while (node && node != ancestor) node = node->parent;
    return node != nullptr;
}

void step(Tree& tree, Tree& other, std::span<const std::uint8_t> code) {
    if (tree.node_count() > max_nodes) return;
    const auto mine = nodes_of(tree);
    const auto theirs = nodes_of(other);
    Node& node = *mine[(code[2] * 257u + code[3]) % mine.size()];
    Node& from = *theirs[(code[3] * 257u + code[2]) % theirs.size()];
    const std::string_view word = words[code[3] % words.size()];
    switch (code[1] % 9) {
        case 0:
            if (node.parent) tree.remove(node);
            return;
        case 1:
            if (node.is_primitive()) tree.set_value(node, word);
            return;
        case 2:
            if (node.is_primitive() && from.has_value()) tree.set_value(node, from.value, from.kind);
            return;
        case 3:
            if (!below(&node, &from)) tree.append_copy(node, from);
            return;
        case 4:
            if (node.parent && from.parent) node.name = tree.keep(from.name);
            return;
        case 5:
            for (int i = code[3] % 8; node.parent && i >= 0; --i) tree.append_copy(*node.parent, node);
            return;
        case 6:
            for (int i = 0; i < code[3] % 6 && !below(&node, &from); ++i) {
                const Node& copy = tree.append_copy(node, from);
                if (node.parent) tree.append_copy(*node.parent, copy, node.name);
            }
            return;
        case 7:
            if (node.is_primitive()) node.kind = static_cast<ValueKind>(2 + code[3] % 3);
            return;
        default: tree.append(node, from.name, word); return;
    }
}

/// As a sender would have written it; nothing when it is no FHIR JSON.
std::optional<Tree> as_sent(const Tree& tree) {
    auto read = read_json(write_json(tree.root()));
    return std::move(read.tree);
}

void check(const Issues& issues, std::size_t most) {
    STAFET_ASSERT(issues.size() <= most, "findings are bounded");
    for (const Issue& issue : issues)
        STAFET_ASSERT(!issue.code.empty() && !issue.text.empty() && !issue.text_da.empty(), "findings have words");
}

std::vector<Tree> parsed(std::span<const std::string_view> texts) {
    std::vector<Tree> trees;
    for (const auto text : texts) trees.push_back(std::move(*read_json(std::string(text)).tree));
    return trees;
}

const Library& r4() {
    static const auto image = built_in_definitions();
    static const Library library({*image});
    return library;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::uint8_t> recipe(data, std::min<std::size_t>(size, 256));
    auto definitions = parsed(fuzz::definitions);
    auto resources = parsed(fuzz::resources);
    const std::size_t trees = definitions.size() + resources.size();
    const auto tree = [&](std::size_t i) -> Tree& { return i < definitions.size() ? definitions[i] : resources[i - definitions.size()]; };
    for (std::size_t at = 0; at + 4 <= recipe.size(); at += 4)
        step(tree(recipe[at] % trees), tree(recipe[at] / trees % trees), recipe.subspan(at, 4));

    Package package{{"fuzz", "1.0.0"}, {}, {}};
    for (const Tree& definition : definitions)
        if (auto sent = as_sent(definition)) package.resources.push_back(std::move(*sent));
    auto compiled = compile_packages({&package, 1}, &r4());
    check(compiled.issues, 100'000);
    const auto image = DefinitionsImage::from_bytes(std::move(compiled.bytes));
    STAFET_ASSERT(image.has_value(), "what was compiled can be used");
    static const auto built_in = built_in_definitions();
    const Profiles profiles(std::make_shared<const Library>(std::vector{*built_in, *image}));
    for (const Tree& resource : resources) {
        const auto sent = as_sent(resource);
        if (!sent) continue;
        check(validate(*sent), 200);
        check(validate_profiles(*sent, profiles), 200);
        check(validate_profiles(*sent, profiles, {{"http://x.example/patient", "http://x.example/bundle"}, no_package, {}}), 200);
    }
    return 0;
}
