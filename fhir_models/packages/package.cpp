#include "fhir_models/packages/package.hpp"

#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/tree/finding.hpp"

#include <algorithm>
#include <array>

namespace stafet::fhir {

namespace {

constexpr std::array conformance_types{std::string_view("StructureDefinition"),
                                       std::string_view("ValueSet"),
                                       std::string_view("CodeSystem"),
                                       std::string_view("ImplementationGuide"),
                                       std::string_view("Questionnaire"),
                                       std::string_view("Measure"),
                                       std::string_view("Library")};

Issue about(Severity severity, std::string_view code, std::string_view file, Words words) {
    return finding(severity, IssueType::structure, code, std::string(file), {}, std::move(words));
}

/// Files directly in package/ whose name says that they hold what we want; examples lie deeper.
bool is_wanted(std::string_view name) {
    constexpr std::string_view folder = "package/";
    if (!name.starts_with(folder) || !name.ends_with(".json")) return false;
    name.remove_prefix(folder.size());
    // Some packagers use other file names than Type-id.json, so only names of types that are surely not needed are left out.
    return name.find('/') == std::string_view::npos && !name.starts_with('.') && !name.starts_with("SearchParameter-");
}

/// package.json is plain JSON, but near enough to FHIR's: objects, arrays, strings.
bool read_manifest(const ArchiveFile& file, Package& package, std::string& fhir_version) {
    const auto manifest = read_json(R"({"resourceType":"Manifest","manifest":)" + file.bytes + "}");
    if (!manifest.tree) return false;
    const Node* root = manifest.tree->root().child("manifest");
    if (!root) return false;
    package.id = {std::string(root->text("name")), std::string(root->text("version"))};
    const Node* versions = root->child("fhirVersions") ? root->child("fhirVersions") : root->child("fhir-version-list");
    for (const Node* v = versions; v; v = v->next_same())
        if (v == versions || v->value.starts_with("4.0")) fhir_version = v->value;
    if (fhir_version.empty() && package.id.name == "hl7.fhir.r4.core") fhir_version = package.id.version;
    if (const Node* dependencies = root->child("dependencies"))
        for (const Node* d = dependencies->first; d; d = d->next)
            package.dependencies.push_back({std::string(d->name), std::string(d->value)});
    return !package.id.name.empty() && !package.id.version.empty();
}

}  // namespace

bool is_conformance_resource(std::string_view resource_type) {
    return std::find(conformance_types.begin(), conformance_types.end(), resource_type) != conformance_types.end();
}

PackageOutcome read_package(std::string_view bytes, std::string_view file) {
    PackageOutcome outcome;
    auto archive = read_tgz(bytes, is_wanted);
    outcome.issues = std::move(archive.issues);
    for (auto& issue : outcome.issues) issue.path = file;
    if (!outcome.issues.empty()) return outcome;
    const auto manifest =
        std::find_if(archive.files.begin(), archive.files.end(), [](const ArchiveFile& f) { return f.name == "package/package.json"; });
    Package package;
    std::string fhir_version;
    if (manifest == archive.files.end() || !read_manifest(*manifest, package, fhir_version)) {
        outcome.issues.push_back(about(Severity::error, "package-manifest", file,
                                       {"The package has no package/package.json with a name and a version.",
                                        "Pakken har ingen package/package.json med navn og version."}));
        return outcome;
    }
    if (!fhir_version.starts_with("4.0")) {
        const std::string found = fhir_version.empty() ? "?" : fhir_version;
        outcome.issues.push_back(about(Severity::error, "package-fhir-version", file,
                                       {"The package is for FHIR " + found + "; FHIR R4 (4.0) is needed.",
                                        "Pakken er til FHIR " + found + "; der skal bruges FHIR R4 (4.0)."}));
        return outcome;
    }
    for (auto& entry : archive.files) {
        if (entry.name == manifest->name) continue;
        auto read = read_json(std::move(entry.bytes));
        if (!read.tree)
            outcome.issues.push_back(
                about(Severity::warning, "package-resource-unreadable", std::string(file) + ":" + entry.name,
                      {"The resource is not FHIR JSON and is left out.", "Ressourcen er ikke FHIR-JSON og udelades."}));
        else if (is_conformance_resource(read.tree->root().resource_type))
            package.resources.push_back(std::move(*read.tree));
    }
    outcome.package = std::move(package);
    return outcome;
}

}  // namespace stafet::fhir
