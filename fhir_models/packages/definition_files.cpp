#include "fhir_models/packages/definition_files.hpp"

#include "fhir_models/packages/image.hpp"
#include "fhir_models/tree/finding.hpp"
#include "fhir_models/validation/validate.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

namespace stafet::fhir {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_files = 200'000;  // of all folders
constexpr std::size_t max_warnings = 5;     // about one definition

Issue about(std::string path, std::string_view code, Words words) {
    return finding(Severity::error, IssueType::structure, code, std::move(path), {}, std::move(words));
}

std::optional<std::string> bytes_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    if (!stream || bytes.fail()) return std::nullopt;
    return std::move(bytes).str();
}

enum class Form { package, compiled, json, xml, other };

Form form_of(std::string_view bytes) {
    if (bytes.starts_with("\x1f\x8b")) return Form::package;
    if (bytes.starts_with(std::string_view(image::magic.data(), image::magic.size()))) return Form::compiled;
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
    const auto first = bytes.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return Form::other;
    return bytes[first] == '{' ? Form::json : bytes[first] == '<' ? Form::xml : Form::other;
}

bool may_be_ours(const fs::path& file) {
    const auto extension = file.extension().string();
    return extension == ".json" || extension == ".xml" || extension == ".tgz" || extension == ".definitions";
}

/// A resource inside a Bundle as a tree of its own.
Tree taken_out(const Node& resource) {
    Tree tree;
    tree.root().resource_type = tree.keep(resource.resource_type);
    for (const Node* child = resource.first; child; child = child->next) tree.append_copy(tree.root(), *child);
    return tree;
}

class Reader {
   public:
    Reader() { loose_.id = {std::string(loose_package), ""}; }

    void path(const std::string& path) {
        std::error_code error;
        if (fs::is_directory(path, error)) return folder(path);
        file(path, true);
    }

    DefinitionFiles take() {
        if (!loose_.resources.empty()) result_.packages.push_back(std::move(loose_));
        return std::move(result_);
    }

   private:
    void folder(const std::string& folder) {
        std::vector<std::string> files;
        std::error_code error;
        const auto options = fs::directory_options::skip_permission_denied;
        for (fs::recursive_directory_iterator at(folder, options, error), end; !error && at != end; at.increment(error)) {
            if (at->path().filename().string().starts_with('.')) {
                if (at->is_directory(error)) at.disable_recursion_pending();
                continue;
            }
            if (at->is_regular_file(error) && may_be_ours(at->path())) files.push_back(at->path().string());
            if (files.size() > max_files) break;
        }
        if (error || files.size() > max_files)
            return result_.issues.push_back(about(folder, "definitions-unreadable",
                                                  {"The folder cannot be read, or holds more than 200,000 files.",
                                                   "Mappen kan ikke læses eller rummer mere end 200.000 filer."}));
        std::sort(files.begin(), files.end());
        for (const auto& name : files) file(name, false);
    }

    /// `named`: by the user, who is told when the file is of no use.
    void file(const std::string& name, bool named) {
        auto bytes = bytes_of(name);
        if (!bytes)
            return result_.issues.push_back(about(name, "definitions-unreadable", {"The file cannot be read.", "Filen kan ikke læses."}));
        switch (form_of(*bytes)) {
            case Form::package: return package(name, *bytes);
            case Form::compiled: return result_.compiled.push_back(name);
            case Form::json:
            case Form::xml: return fhir(name, std::move(*bytes), named);
            case Form::other:
                if (named) result_.compiled.push_back(name);  // to be refused with the reason
        }
    }

    void package(const std::string& name, std::string_view bytes) {
        auto read = read_package(bytes, name);
        result_.issues.insert(result_.issues.end(), read.issues.begin(), read.issues.end());
        if (read.package) result_.packages.push_back(std::move(*read.package));
    }

    void fhir(const std::string& name, std::string bytes, bool named) {
        auto read = read_any(std::move(bytes));
        const bool usable = read.tree && !read.tree->root().resource_type.empty();
        if (!usable && !named) return;
        for (Issue& issue : read.issues) {
            issue.path = name + (issue.path.empty() ? "" : "#" + issue.path);
            result_.issues.push_back(std::move(issue));
        }
        if (!usable)
            return result_.issues.push_back(
                about(name, "definitions-unreadable",
                      {"The file is no FHIR resource in JSON or XML.", "Filen er ingen FHIR-ressource i JSON eller XML."}));
        if (read.tree->root().resource_type != "Bundle") return resource(name, std::move(*read.tree));
        for (const Node* entry = read.tree->root().child("entry"); entry; entry = entry->next_same())
            if (const Node* inner = entry->child("resource")) resource(name, taken_out(*inner));
    }

    void resource(const std::string& name, Tree tree) {
        if (!is_conformance_resource(tree.root().resource_type)) return result_.others.push_back(std::move(tree));
        Issues issues = validate(tree);
        if (issues.size() > max_warnings) issues.resize(max_warnings);
        for (Issue& issue : issues) {
            issue.severity = std::min(issue.severity, Severity::warning);
            issue.path = name + "#" + issue.path;
            result_.issues.push_back(std::move(issue));
        }
        if (const auto url = tree.root().text("url"); !url.empty()) result_.file_of.emplace(url, name);
        loose_.resources.push_back(std::move(tree));
    }

    Package loose_;
    DefinitionFiles result_;
};

}  // namespace

DefinitionFiles read_definition_files(const std::vector<std::string>& paths) {
    Reader reader;
    for (const auto& path : paths) reader.path(path);
    return reader.take();
}

void name_files(Issues& issues, const DefinitionFiles& files) {
    for (Issue& issue : issues)
        if (const auto at = files.file_of.find(issue.path.substr(0, issue.path.find('#'))); at != files.file_of.end())
            issue.path = at->second + "#" + issue.path;
}

}  // namespace stafet::fhir
