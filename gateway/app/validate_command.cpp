// `stafet validate`: what is wrong with FHIR files, offline, against R4 and their profiles.
#include "adapters/medcom_fhir/profile_check.hpp"
#include "base/time.hpp"
#include "fhir_models/json/nearly_json.hpp"
#include "fhir_models/packages/load_library.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/input.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace stafet::app {

namespace {

struct Validated {
    std::string file;
    bool readable = true;
    Issues issues;
};

/// An author is told every slip of his JSON at once, not only that it is none.
fhir::ReadOutcome read_forgiving(const std::string& bytes, bool comments) {
    auto outcome = fhir::read_any(bytes);
    const bool no_json =
        std::any_of(outcome.issues.begin(), outcome.issues.end(), [](const Issue& i) { return i.code == "json-not-well-formed"; });
    if (no_json) outcome = fhir::read_nearly_json(bytes, comments);
    return outcome;
}

Validated validate_file(const std::string& file, const fhir::Profiles& profiles, const fhir::Asked& asked, bool comments) {
    Validated result{file, true, {}};
    const auto bytes = read_input(file);
    if (!bytes) {
        result.readable = false;
        result.issues.push_back(
            {Severity::fatal, IssueType::not_found, "file-unreadable", {}, {}, "The file cannot be read.", "Filen kan ikke læses."});
        return result;
    }
    const auto read = read_forgiving(*bytes, comments);
    result.issues = read.issues;
    result.readable = read.tree.has_value();
    if (!read.tree) return result;
    for (Issue& issue : medcom::check_resource(*read.tree, profiles, asked)) result.issues.push_back(std::move(issue));
    return result;
}

const std::string& text_of(const Issue& issue, bool danish) { return danish && !issue.text_da.empty() ? issue.text_da : issue.text; }

void print(const Validated& result, bool danish) {
    for (const Issue& i : result.issues)
        fmt::print("{}:{}:{}: {}: {} [{}] {}\n", result.file, i.at.line, i.at.column, to_string(i.severity), text_of(i, danish), i.code,
                   i.path);
    if (result.issues.empty()) fmt::print("{}: {}\n", result.file, danish ? "gyldig" : "valid");
}

/// What is wrong with the definitions themselves: the validation goes on with what is left.
void print_definitions(const Issues& issues, bool danish) {
    for (const Issue& i : issues) {
        if (i.severity < Severity::warning) continue;
        const auto inside = i.path.find('#');
        fmt::print(stderr, "{}", i.path.substr(0, inside));
        if (i.at.line > 0) fmt::print(stderr, ":{}:{}", i.at.line, i.at.column);
        fmt::print(stderr, ": {}: {} [{}]{}\n", to_string(i.severity), text_of(i, danish), i.code,
                   inside == std::string::npos ? "" : " " + i.path.substr(inside + 1));
    }
}

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void member(Writer& json, const char* name, std::string_view value) {
    json.Key(name);
    json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void write(Writer& json, const Validated& result, bool danish) {
    json.StartObject();
    member(json, "file", result.file);
    json.Key("valid");
    json.Bool(!has_errors(result.issues));
    json.Key("findings");
    json.StartArray();
    for (const Issue& i : result.issues) {
        json.StartObject();
        member(json, "severity", to_string(i.severity));
        member(json, "code", i.code);
        member(json, "type", to_string(i.type));
        member(json, "path", i.path);
        json.Key("line");
        json.Uint(i.at.line);
        json.Key("column");
        json.Uint(i.at.column);
        member(json, "text", text_of(i, danish));
        json.EndObject();
    }
    json.EndArray();
    json.EndObject();
}

}  // namespace

int validate(const ValidateOptions& options) {
    std::vector<std::string> files;
    std::string package;  // "name#version": one that is at hand and whose versions are meant
    for (const std::string& named : options.packages)
        if (const auto hash = named.find('#'); hash == std::string::npos)
            files.push_back(named);
        else
            package = named;
    const auto loaded = fhir::load_library(files);
    const bool danish = options.language == "da";
    print_definitions(loaded.issues, danish);
    if (!loaded.library) return bad_data;
    const fhir::Profiles profiles(loaded.library);
    fhir::Asked asked;
    asked.profiles = options.profiles;
    asked.now = system_clock().now();
    asked.allowed_extensions = options.extensions;
    asked.example_urls = !options.no_example_urls;
    if (options.security_checks) asked.texts = {Severity::error, true};
    const bool any = std::find(options.extensions.begin(), options.extensions.end(), "any") != options.extensions.end();
    asked.unknown_extensions = any ? Severity::information : Severity::error;
    asked.beside = loaded.resources.get();
    if (!package.empty()) {
        asked.from = loaded.library->package(package.substr(0, package.find('#')), package.substr(package.find('#') + 1));
        if (asked.from == fhir::no_package) {
            fmt::print(stderr, "{} is not at hand; stafet packages list says what is\n", package);
            return bad_data;
        }
    }
    int exit = has_errors(loaded.issues) ? bad_data : good;
    rapidjson::StringBuffer buffer;
    Writer json(buffer);
    json.StartArray();
    for (const std::string& file : options.files) {
        const Validated result = validate_file(file, profiles, asked, options.allow_comments);
        if (!result.readable)
            exit = bad_data;
        else if (has_errors(result.issues) && exit == good)
            exit = findings;
        if (options.json)
            write(json, result, danish);
        else
            print(result, danish);
    }
    json.EndArray();
    if (options.json) fmt::print("{}\n", buffer.GetString());
    return exit;
}

}  // namespace stafet::app
