// `stafet fhirpath`: one expression over one FHIR file. Sends and stores nothing; shows clinical data to the person who asked.
#include "base/time.hpp"
#include "fhir_models/definitions/location.hpp"
#include "fhir_models/fhirpath/checker.hpp"
#include "fhir_models/fhirpath/evaluate.hpp"
#include "fhir_models/packages/load_library.hpp"
#include "fhir_models/profiles/profile_answers.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/input.hpp"

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>

namespace stafet::app {

namespace {

using namespace fhir;
namespace path = fhir::fhirpath;

std::string shown(const path::Value& item) {
    const bool complex = item.is_element() && item.node().kind == ValueKind::none;
    return complex ? path_of(item.node()) : path::to_text(item);
}

/// trace() is shown; what lies outside the file is asked of the definitions at hand, which are read when the first question comes.
class Console final : public path::Services {
   public:
    Console(const Tree& tree, const std::vector<std::string>& packages) : tree_(tree), packages_(packages) {}

    const Node* resolve(std::string_view reference) override { return answers() ? answers()->resolve(reference) : nullptr; }
    std::optional<bool> member_of(const Node& coded, const definitions::Type* type, std::string_view value_set) override {
        return answers() ? answers()->member_of(coded, type, value_set) : std::nullopt;
    }
    std::optional<bool> conforms_to(const Node& element, std::string_view profile) override {
        return answers() ? answers()->conforms_to(element, profile) : std::nullopt;
    }
    std::optional<bool> subsumes(const Node& a, const Node& b) override { return answers() ? answers()->subsumes(a, b) : std::nullopt; }
    std::vector<const Node*> slice(const Node& element, std::string_view profile, std::string_view name) override {
        return answers() ? answers()->slice(element, profile, name) : std::vector<const Node*>{};
    }
    void trace(std::string_view name, const path::Value& item) override { std::cerr << name << ": " << shown(item) << '\n'; }
    bool packages_usable() const { return usable_; }

   private:
    path::Services* answers() {
        if (!loaded_) load();
        return answers_.get();
    }

    void load() {
        loaded_ = load_library(packages_);
        for (const auto& issue : loaded_->issues)
            if (issue.severity >= Severity::error) std::cerr << issue.path << ": " << issue.text << " [" << issue.code << "]\n";
        usable_ = loaded_->library != nullptr;
        if (!usable_) return;
        profiles_ = std::make_unique<Profiles>(loaded_->library);
        Asked asked;
        asked.now = system_clock().now();
        asked.beside = loaded_->resources.get();
        answers_ = make_profile_answers(tree_, *profiles_, std::move(asked));
    }

    const Tree& tree_;
    const std::vector<std::string>& packages_;
    std::optional<LoadOutcome> loaded_;
    std::unique_ptr<Profiles> profiles_;
    std::unique_ptr<path::Services> answers_;
    bool usable_ = true;
};

/// The finding, and the line of the expression with a mark under the character.
void point_at(const Issue& issue, std::string_view source) {
    std::cerr << "expression:";
    if (issue.at.line > 0) std::cerr << issue.at.line << ':' << issue.at.column << ':';
    std::cerr << ' ' << to_string(issue.severity) << ": " << issue.text << " [" << issue.code << "]\n";
    if (issue.at.line == 0) return;
    for (std::uint32_t line = 1; line < issue.at.line; ++line) source.remove_prefix(std::min(source.find('\n') + 1, source.size()));
    const auto line = source.substr(0, source.find('\n'));
    const auto before = line.substr(0, issue.at.column - 1);  // bytes: æ is two of them and one character
    const auto characters =
        std::count_if(before.begin(), before.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    std::cerr << "  " << line << "\n  " << std::string(static_cast<std::size_t>(characters), ' ') << "^\n";
}

void print(const path::Value& item) { std::cout << path::type_text(item) << '\t' << shown(item) << '\n'; }

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
    Console console(*outcome.tree, options.packages);
    path::Environment environment;
    environment.services = &console;
    environment.now = system_clock().now();
    const auto result = path::evaluate(*compiled.expression, root, environment);
    for (const auto& issue : result.issues()) {
        const bool told =
            std::any_of(doubts.begin(), doubts.end(), [&](const Issue& d) { return d.code == issue.code && d.at == issue.at; });
        if (!told) point_at(issue, options.expression);
    }
    if (!console.packages_usable()) return bad_data;
    if (!result.ok()) return usage;
    for (const auto& item : result.items()) print(item);
    return doubts.empty() ? good : findings;
}

}  // namespace stafet::app
