// Every invariant of the published packages compiles, runs on the packages' own examples, and finds nothing wrong in what is right.
#include "fhir_models/fhirpath/checker.hpp"
#include "fhir_models/fhirpath/errata.hpp"
#include "fhir_models/fhirpath/evaluate.hpp"
#include "fhir_models/json/json_reader.hpp"
#include "tests/fhir_models/packages.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

using namespace stafet;
using namespace stafet::fhir;
using namespace stafet::fhir::fhirpath;

namespace {

struct Invariant {
    std::string key;
    bool error = true;
    Expression expression;
};

/// Resolves among the examples of a package; answers what only a validator or a terminology can as if all were well.
class World final : public Services {
   public:
    std::map<std::string, const Node*> resources;  ///< by "Type/id"
    const Node* resolve(std::string_view reference) override {
        const auto found = resources.find(std::string(reference));
        return found == resources.end() ? nullptr : found->second;
    }
    std::optional<bool> member_of(const Node&, const definitions::Type*, std::string_view) override { return true; }
    std::optional<bool> conforms_to(const Node&, std::string_view) override { return true; }
    std::optional<bool> subsumes(const Node&, const Node&) override { return true; }
    void trace(std::string_view, const Value&) override {}
};

/// Invariants by what they are for: a path ("Bundle.entry"), behind the url of the profile that adds them or "" for R4 itself.
class Invariants {
   public:
    void read(const Node& definition) {
        if (definition.text("kind") == "logical") return;
        const bool base = definition.text("derivation") != "constraint";
        const std::string owner = base ? "" : std::string(definition.text("url"));
        for (const char* part : {"snapshot", "differential"}) {
            const Node* elements = definition.child(part);
            for (const Node* e = elements ? elements->child("element") : nullptr; e; e = e->next_same())
                for (const Node* c = e->child("constraint"); c; c = c->next_same()) add(owner, *e, *c);
        }
    }
    const std::vector<Invariant>& at(const std::string& owner, const std::string& path) const {
        static const std::vector<Invariant> none;
        const auto found = by_place_.find({owner, path});
        return found == by_place_.end() ? none : found->second;
    }
    std::set<std::string> expressions;

   private:
    void add(const std::string& owner, const Node& element, const Node& constraint) {
        const std::string source(constraint.text("expression"));
        if (source.empty()) return;
        const bool first = expressions.insert(source).second;
        if (corrected_invariant(source) != source) CHECK(Expression::compile(source).expression);
        auto compiled = Expression::compile(corrected_invariant(source));
        if (!compiled.expression) {
            if (first) FAIL_CHECK(constraint.text("key"), " does not compile: ", source, " ", compiled.issues.front().text);
            return;
        }
        // Slices are for the validator to find.
        if (element.text("id").find(':') != std::string_view::npos) return;
        auto& here = by_place_[{owner, std::string(element.text("path"))}];
        for (const auto& known : here)
            if (known.key == constraint.text("key")) return;
        here.push_back({std::string(constraint.text("key")), constraint.text("severity") == "error", *compiled.expression});
    }
    std::map<std::pair<std::string, std::string>, std::vector<Invariant>> by_place_;
};

/// Evaluates what stands at a place and counts; what is violated or fails is collected with its key.
class Run {
   public:
    Run(const Invariants& invariants, Services& services) : invariants_(invariants) { environment_.services = &services; }
    std::size_t evaluations = 0;
    std::map<std::string, std::set<std::string>> violations;  ///< key -> examples
    std::map<std::string, std::set<std::string>> failures;

    void resource(const Node& node, const std::string& file) {
        file_ = file;
        visit(node, std::string(node.resource_type), {});
    }

   private:
    void visit(const Node& node, const std::string& path, std::vector<std::string> profiles) {
        const auto* type = type_of(node);
        std::string own = path;
        if (!node.resource_type.empty()) {
            own = std::string(node.resource_type);
            profiles.clear();
            const Node* meta = node.child("meta");
            for (const Node* p = meta ? meta->child("profile") : nullptr; p; p = p->next_same())
                profiles.emplace_back(p->value.substr(0, p->value.find('|')));
        }
        if (type) evaluate("", std::string(type->name()), node);
        if (type && own != type->name()) evaluate("", own, node);
        for (const auto& profile : profiles) evaluate(profile, own, node);
        for (const Node* child = node.first; child; child = child->next) {
            const auto* element = type ? type->find(child->name) : nullptr;
            const bool choice = element && !element->choice().empty();
            const std::string name = choice ? std::string(element->choice()) + "[x]" : std::string(child->name);
            visit(*child, own + "." + name, profiles);
        }
    }

    void evaluate(const std::string& owner, const std::string& path, const Node& node) {
        for (const auto& invariant : invariants_.at(owner, path)) {
            ++evaluations;
            Issues issues;
            const auto verdict = check_invariant(invariant.expression, node, environment_, issues);
            const std::string key = invariant.key + " at " + path;
            if (verdict == Verdict::failed) failures[key + ": " + issues.front().text].insert(file_);
            if (verdict == Verdict::violated && invariant.error) violations[key].insert(file_);
        }
    }

    const Invariants& invariants_;
    Environment environment_;
    std::string file_;
};

void read_definitions(const std::filesystem::path& folder, Invariants& invariants) {
    for (const auto& entry : std::filesystem::directory_iterator(folder / "package")) {
        if (!entry.path().filename().string().starts_with("StructureDefinition-")) continue;
        const auto outcome = read_json(testing::read_file(entry.path()));
        REQUIRE(outcome.tree);
        invariants.read(outcome.tree->root());
    }
}

std::map<std::string, ReadOutcome> examples_of(const std::filesystem::path& package) {
    std::map<std::string, ReadOutcome> found;
    if (!std::filesystem::exists(package / "package" / "example")) return found;
    for (const auto& entry : std::filesystem::directory_iterator(package / "package" / "example")) {
        auto outcome = read_json(testing::read_file(entry.path()));
        if (outcome.tree && !outcome.tree->root().resource_type.empty())
            found.emplace(entry.path().filename().string(), std::move(outcome));
    }
    return found;
}

}  // namespace

TEST_CASE("Every invariant of the published packages compiles, runs, and holds in the packages' own examples") {
    const auto packages = testing::unpacked_packages("'package/StructureDefinition-*' 'package/example/*'");
    if (packages.empty()) return;
    Invariants core;
    for (const auto& package : packages)
        if (package.filename().string().starts_with("hl7.fhir.r4.core")) read_definitions(package, core);
    std::set<std::string> all = core.expressions;
    std::size_t evaluations = 0, examples = 0;
    for (const auto& package : packages) {
        Invariants invariants = core;
        if (!package.filename().string().starts_with("hl7.fhir.r4.core")) read_definitions(package, invariants);
        all.insert(invariants.expressions.begin(), invariants.expressions.end());
        const auto files = examples_of(package);
        World world;
        for (const auto& [file, outcome] : files) {
            const Node& root = outcome.tree->root();
            world.resources[std::string(root.resource_type) + '/' + std::string(root.text("id"))] = &root;
        }
        Run run(invariants, world);
        for (const auto& [file, outcome] : files) run.resource(outcome.tree->root(), file);
        examples += files.size();
        evaluations += run.evaluations;
        for (const auto& [key, where] : run.failures) FAIL_CHECK(package.filename().string(), " ", key, " in ", *where.begin());
        for (const auto& [key, where] : run.violations)
            FAIL_CHECK(package.filename().string(), " ", key, " is violated in ", where.size(), " examples: ", *where.begin());
    }
    std::printf("%zu distinct invariants; %zu evaluations on %zu examples; none violated\n", all.size(), evaluations, examples);
    CHECK(all.size() >= 250);
}
