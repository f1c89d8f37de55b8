#include "adapters/fhir_rest/validate_operation.hpp"

#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/outcome/http_status.hpp"
#include "fhir_models/outcome/negotiation.hpp"
#include "fhir_models/outcome/operation_outcome.hpp"
#include "fhir_models/tree/finding.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace stafet::fhir_rest {

using fhir::Node;
using fhir::Tree;

namespace {

constexpr std::array<std::string_view, 4> modes{"create", "update", "delete", "profile"};

Answer written(const Submission& submission, int status, const fhir::OperationOutcome& outcome) {
    const auto syntax = fhir::answer_syntax(submission.accept, submission.content_type);
    Answer answer;
    answer.status = status;
    answer.content_type = fhir::media_type(syntax);
    answer.body = outcome.write(syntax);
    if (!submission.request_id.empty()) answer.headers.emplace_back("X-Request-Id", submission.request_id);
    return answer;
}

Answer not_done(const Submission& submission, const Issues& issues) {
    fhir::OperationOutcome outcome(fhir::language_of(submission.language));
    for (const Issue& issue : issues) outcome.add(issue);
    return written(submission, fhir::http_status(issues), outcome);
}

Answer done(const Submission& submission, const Issues& issues) {
    fhir::OperationOutcome outcome(fhir::language_of(submission.language));
    if (issues.empty()) outcome.tell("all-ok", "All OK", "Alt i orden (All OK)");
    for (const Issue& issue : issues) outcome.add(issue);
    return written(submission, 200, outcome);
}

Issue refusal(IssueType type, std::string_view code, fhir::Words words, Severity severity = Severity::error) {
    return fhir::finding(severity, type, code, {}, {}, std::move(words));
}

/// What cannot be done whatever the body is; empty when all is well.
Issues check_request(const ValidateRequest& request) {
    const std::string& mode = request.mode;
    if (!request.type.empty() && !fhir::definitions::find_resource(request.type))
        return {refusal(IssueType::not_found, "unknown-resource-type",
                        {"FHIR R4 has no resource \"" + request.type + "\".", "FHIR R4 har ingen ressource \"" + request.type + "\"."})};
    if (mode == "delete")
        return {refusal(IssueType::not_supported, "validate-mode-not-supported",
                        {"mode delete is about a stored resource, and none is stored here; use create, update or profile",
                         "mode delete handler om en gemt ressource, og her gemmes ingen; brug create, update eller profile"})};
    if (!mode.empty() && std::find(modes.begin(), modes.end(), mode) == modes.end())
        return {refusal(IssueType::code_invalid, "validate-mode-unknown",
                        {"\"" + mode + "\" is no mode; use create, update or profile",
                         "\"" + mode + "\" er ikke en mode; brug create, update eller profile"})};
    if (mode == "profile" && request.profiles.empty())
        return {refusal(IssueType::required, "validate-profile-missing",
                        {"mode profile needs a profile to validate against", "mode profile kræver en profil at validere mod"})};
    return {};
}

Issues nothing_to_validate() {
    return {refusal(IssueType::structure, "validate-resource-missing",
                    {"there is no resource to validate: send it as the body, or as the parameter \"resource\"",
                     "der er ingen ressource at validere: send den som body eller som parameteren \"resource\""})};
}

/// True when Parameters are the operation's own; else they are a resource like any other.
bool is_input(const Node& root, const std::string& type) {
    if (root.resource_type != "Parameters") return false;
    bool names_resource = false;
    for (const Node* p = root.child("parameter"); p; p = p->next_same()) names_resource |= p->text("name") == "resource";
    return names_resource || type != "Parameters";
}

/// Views stay into the tree that `from` belongs to.
void copy_below(Tree& tree, Node& to, const Node& from) {
    for (const Node* child = from.first; child; child = child->next) {
        Node& copy = tree.append_raw(to);
        copy.name = child->name;
        copy.value = child->value;
        copy.resource_type = child->resource_type;
        copy.xmlns = child->xmlns;
        copy.offset = child->offset;
        copy.kind = child->kind;
        copy.list = child->list;
        copy_below(tree, copy, *child);
    }
}

/// The resource inside Parameters as a tree of its own, with the places that it has in the body.
Tree taken_out(const Tree& parameters, const Node& resource) {
    Tree tree(parameters.source().size());
    tree.adopt_source(std::string(parameters.source()));
    tree.root().resource_type = resource.resource_type;
    tree.root().offset = resource.offset;
    copy_below(tree, tree.root(), resource);
    return tree;
}

/// Takes `profile` and `mode` over; the node of the resource, or nullptr.
const Node* read_input(const Node& parameters, ValidateRequest& request) {
    const Node* resource = nullptr;
    for (const Node* p = parameters.child("parameter"); p; p = p->next_same()) {
        const auto name = p->text("name");
        if (name == "resource") resource = p->child("resource");
        if (name == "mode") request.mode = p->text("valueCode");
        for (const std::string_view value : {"valueUri", "valueCanonical", "valueUrl"})
            if (name == "profile" && p->child(value)) request.profiles.emplace_back(p->text(value));
    }
    return resource;
}

Issue other_type(const Tree& tree, const std::string& wanted) {
    const std::string found(tree.root().resource_type);
    return refusal(IssueType::value, "validate-other-type",
                   {"the resource is a " + found + ", the URL says " + wanted, "ressourcen er en " + found + ", URL'en siger " + wanted});
}

}  // namespace

Answer ValidateOperation::answer(ValidateRequest request, const Submission& submission) const {
    if (Issues wrong = check_request(request); !wrong.empty()) return not_done(submission, wrong);
    if (submission.body.find_first_not_of(" \t\r\n") == std::string::npos) return not_done(submission, nothing_to_validate());
    fhir::ReadOutcome outcome = fhir::read_any(submission.body, limits_);
    const bool over_limit = !outcome.tree && std::any_of(outcome.issues.begin(), outcome.issues.end(),
                                                         [](const Issue& i) { return i.type == IssueType::too_long; });
    if (over_limit) return not_done(submission, outcome.issues);
    if (!outcome.tree) return done(submission, outcome.issues);

    std::optional<Tree> inner;
    if (is_input(outcome.tree->root(), request.type)) {
        const Node* resource = read_input(outcome.tree->root(), request);
        if (Issues wrong = check_request(request); !wrong.empty()) return not_done(submission, wrong);
        if (!resource) return not_done(submission, nothing_to_validate());
        inner = taken_out(*outcome.tree, *resource);
    }
    const Tree& tree = inner ? *inner : *outcome.tree;
    const std::string_view found = tree.root().resource_type;
    if (!request.type.empty() && !found.empty() && found != request.type) return not_done(submission, {other_type(tree, request.type)});
    Issues issues = std::move(outcome.issues);
    if (request.mode == "update" && tree.root().text("id").empty())
        issues.push_back(fhir::finding(Severity::error, IssueType::required, "validate-id-missing", path_of(tree.root()), {},
                                       {"a resource that is to be updated has an id", "en ressource, der skal opdateres, har et id"}));
    for (Issue& found : judge_(tree, request.profiles)) issues.push_back(std::move(found));
    return done(submission, issues);
}

}  // namespace stafet::fhir_rest
