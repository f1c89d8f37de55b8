// `stafet fhirpath`: one expression over one FHIR file. Sends and stores nothing; shows clinical data to the person who asked.
#include "base/time.hpp"
#include "fhir_models/definitions/location.hpp"
#include "fhir_models/fhirpath/checker.hpp"
#include "fhir_models/fhirpath/evaluate.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/input.hpp"

#include <algorithm>
#include <iostream>

namespace stafet::app {

namespace {

using namespace fhir;
namespace path = fhir::fhirpath;

/// trace() is shown; what lies outside the file cannot be asked.
class Console final : public path::Services {
   public:
    const Node* resolve(std::string_view) override { return nullptr; }
    std::optional<bool> member_of(const Node&, const definitions::Type*, std::string_view) override { return std::nullopt; }
    std::optional<bool> conforms_to(const Node&, std::string_view) override { return std::nullopt; }
    std::optional<bool> subsumes(const Node&, const Node&) override { return std::nullopt; }
    void trace(std::string_view name, const path::Value& item) override { std::cerr << name << ": " << shown(item) << '\n'; }

    static std::string shown(const path::Value& item) {
        const bool complex = item.is_element() && item.node().kind == ValueKind::none;
        return complex ? location_of(item.node()) : path::to_text(item);
    }
};

/// The finding, and the line of the expression with a mark under the character.
void point_at(const Issue& issue, std::string_view source) {
    std::cerr << "expression:" << issue.at.line << ':' << issue.at.column << ": " << to_string(issue.severity) << ": " << issue.text << " ["
              << issue.code << "]\n";
    if (issue.at.line == 0) return;
    for (std::uint32_t line = 1; line < issue.at.line; ++line) source.remove_prefix(std::min(source.find('\n') + 1, source.size()));
    std::cerr << "  " << source.substr(0, source.find('\n')) << "\n  " << std::string(issue.at.column - 1, ' ') << "^\n";
}

void print(const path::Value& item) { std::cout << path::type_text(item) << '\t' << Console::shown(item) << '\n'; }

}  // namespace

int fhirpath(const FhirpathOptions& options) {
    auto bytes = read_input(options.file);
    if (!bytes) {
        std::cerr << "stafet: cannot read " << options.file << '\n';
        return bad_data;
    }
    const auto outcome = read_any(std::move(*bytes));
    for (const auto& issue : outcome.issues)
        std::cerr << options.file << ':' << issue.at.line << ':' << issue.at.column << ": " << issue.text << '\n';
    if (!outcome.tree) return bad_data;
    const auto compiled = path::Expression::compile(options.expression);
    for (const auto& issue : compiled.issues) point_at(issue, options.expression);
    if (!compiled.expression) return usage;
    const Node& root = outcome.tree->root();
    const auto doubts = path::check(*compiled.expression, path::type_of(root));
    for (const auto& issue : doubts) point_at(issue, options.expression);
    Console console;
    path::Environment environment;
    environment.services = &console;
    environment.now = system_clock().now();
    const auto result = path::evaluate(*compiled.expression, root, environment);
    for (const auto& issue : result.issues()) point_at(issue, options.expression);
    if (!result.ok()) return usage;
    for (const auto& item : result.items()) print(item);
    return doubts.empty() ? good : findings;
}

}  // namespace stafet::app
