// The snapshots that we make from differentials say what the published ones say, for every profile of R4, dk-core and MedCom.
#include "fhir_models/packages/built_in.hpp"
#include "fhir_models/packages/compiler.hpp"
#include "fhir_models/packages/element_draft.hpp"
#include "fhir_models/packages/library.hpp"
#include "tests/support/shared.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

using namespace stafet;
using namespace stafet::fhir;

namespace {

std::string number(std::optional<std::uint16_t> value) { return value ? std::to_string(*value) : "-"; }

/// The canonical without its version: publishers pin versions or not, as they like.
std::string unpinned(const std::string& canonical) { return canonical.substr(0, canonical.find('|')); }

std::string joined(std::vector<std::string> words) {
    for (auto& word : words) word = unpinned(word);
    std::sort(words.begin(), words.end());
    std::string line;
    for (const auto& word : words) line += word + ",";
    return line;
}

/// What an element demands, by aspect; equal aspects are equal rules.
std::map<std::string, std::string> rules_of(const ElementDraft& e) {
    std::vector<std::string> types, constraints, discriminators;
    for (const auto& t : e.types)
        if (!e.id.ends_with(".id"))
            types.push_back(t.code + "(" + joined(t.profiles) + ";" + joined(t.targets) + ";" + std::to_string(t.aggregation) + ")");
    for (const auto& c : e.constraints) constraints.push_back(c.key + (c.is_error ? "!" : "?"));
    for (const auto& d : e.discriminators) discriminators.push_back(std::to_string(static_cast<int>(d.kind)) + d.path);
    return {{"cardinality", number(e.min) + ".." + number(e.max)},
            {"types", joined(types)},
            {"value", std::to_string(static_cast<int>(e.value_rule)) + e.value},
            {"bounds", e.min_value + "|" + e.max_value + "|" + std::to_string(e.max_length)},
            {"binding", std::to_string(static_cast<int>(e.strength)) + unpinned(e.value_set) + " " + unpinned(e.max_value_set)},
            {"constraints", joined(constraints)},
            {"slicing", std::to_string(static_cast<int>(e.slicing)) + joined(discriminators) +
                            (e.slicing != image::Slicing::none && e.ordered.value_or(false) ? "ordered" : "")},
            {"modifier", e.modifier.value_or(false) ? "yes" : "no"},
            {"content", e.content}};
}

/// Whether what a profile is built on is at hand in the version that its publisher had.
bool base_at_hand(const Library& known, const Package& package, StructureRef profile) {
    while (profile && profile->constrains) {
        const PackageNumber own = known.package_of(profile);
        profile = known.structure(profile.text(profile->base), own);
        if (!profile) return false;
        const PackageNumber base = known.package_of(profile);
        const auto wanted = std::find_if(package.dependencies.begin(), package.dependencies.end(),
                                         [&](const PackageName& d) { return d.name == known.package_name(base); });
        if (wanted != package.dependencies.end() && wanted->version != known.package_version(base)) return false;
    }
    return true;
}

/// Where the publisher's snapshot says something else than its differential over its base, or the same in another way.
const std::map<std::string, std::string> other_snapshots{
    {"bp", "types of a choice inside a slice, without slicing it"},
    {"catalog", "an element of the base is left out"},
    {"familymemberhistory-genetic", "elements of the base are left out"},
    {"cholesterol", "the rules of SimpleQuantity repeated at the element that has it as its type"},
    {"hdlcholesterol", "as cholesterol"},
    {"ldlcholesterol", "as cholesterol"},
    {"elementdefinition-de", "children of an extension without rules of their own"},
    {"provenance-relevant-history", "a contentReference to a slice; a binding that is not the differential's"},
    {"structuredefinition-json-type", "elements without the constraints and types of the base"},
    {"structuredefinition-rdf-type", "as structuredefinition-json-type"},
    {"structuredefinition-xml-type", "as structuredefinition-json-type"},
    {"medcom-core-patient", "made over another build of dk-core"},
};

/// One line for each rule that differs.
std::vector<std::string> differences(const std::vector<ElementDraft>& made, const std::vector<ElementDraft>& published) {
    std::vector<std::string> lines;
    const auto find = [](const std::vector<ElementDraft>& all, const std::string& id) {
        return std::find_if(all.begin(), all.end(), [&](const ElementDraft& e) { return e.id == id; });
    };
    for (const auto& theirs : published) {
        const auto ours = find(made, theirs.id);
        if (ours == made.end()) {
            lines.push_back("missing " + theirs.id);
            continue;
        }
        const auto expected = rules_of(theirs);
        for (const auto& [aspect, rule] : rules_of(*ours))
            if (rule != expected.at(aspect)) lines.push_back(aspect + " " + theirs.id + ": " + rule + " published " + expected.at(aspect));
    }
    for (const auto& ours : made)
        if (find(published, ours.id) == published.end()) lines.push_back("more " + ours.id);
    return lines;
}

}  // namespace

TEST_CASE("Snapshots made from differentials hold the rules of the published ones") {
    const auto folder = testing::shared("fhir-packages", "the snapshots of all packages");
    if (!folder) return;
    const auto image = built_in_definitions();
    REQUIRE(image.has_value());
    const Library known({*image});
    std::size_t profiles = 0, same = 0, other_base = 0;
    for (const auto& file : std::filesystem::directory_iterator(*folder)) {
        const std::string name = file.path().filename().string();
        if (!name.ends_with(".tgz") || name.find("examples") != std::string::npos) continue;
        auto read = read_package(testing::read_file(file.path()), name);
        REQUIRE(read.package);
        std::set<std::string> stripped;
        for (Tree& tree : read.package->resources) {
            Node& root = tree.root();
            Node* snapshot = root.child("snapshot");
            if (!snapshot || !root.child("differential") || root.text("derivation") != "constraint") continue;
            tree.remove(*snapshot);
            stripped.emplace(root.text("url"));
        }
        const auto compiled = compile_packages({&*read.package, 1}, &known);
        const auto made = DefinitionsImage::from_bytes(compiled.bytes);
        REQUIRE(made.has_value());
        for (const auto& structure : (*made)->all<image::Structure>()) {
            const std::string url((*made)->text(structure.url));
            if (!stripped.contains(url)) continue;
            const auto published = known.structure(url, known.package(read.package->id.name, read.package->id.version));
            REQUIRE(published);
            if (!base_at_hand(known, *read.package, published)) {
                ++other_base;
                continue;
            }
            const auto lines = differences(drafts_of(**made, structure), drafts_of(*published.image, *published.row));
            ++profiles;
            same += lines.empty();
            const bool known_other = other_snapshots.contains(url.substr(url.rfind('/') + 1));
            for (const auto& line : lines) CHECK_MESSAGE(known_other, name << " " << url << " " << line);
        }
    }
    MESSAGE(same << " of " << profiles << " snapshots are the same; " << other_base << " are built on versions that are not at hand");
}
