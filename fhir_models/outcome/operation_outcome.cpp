#include "fhir_models/outcome/operation_outcome.hpp"

#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

namespace stafet::fhir {

void OperationOutcome::extension(std::string_view url, std::string_view value) {
    if (value.empty()) return;
    Node& node = tree_.append(tree_.root(), "extension");
    node.list = true;
    tree_.append(node, "url", url);
    tree_.append(node, "valueString", value);
}

void OperationOutcome::append_place(Node& issue, std::string_view url, std::uint32_t number) {
    Node& node = tree_.append(issue, "extension");
    node.list = true;
    tree_.append(node, "url", url);
    tree_.append(node, "valueInteger", std::to_string(number), ValueKind::number);
}

Node& OperationOutcome::append_issue(Severity severity, IssueType type, std::string_view code, const std::string& text, Position at) {
    Node& node = tree_.append(tree_.root(), "issue");
    node.list = true;
    if (at.line > 0) {
        append_place(node, issue_line_extension, at.line);
        append_place(node, issue_column_extension, at.column);
    }
    tree_.append(node, "severity", to_string(severity));
    tree_.append(node, "code", to_string(type));
    Node& details = tree_.append(node, "details");
    Node& coding = tree_.append(details, "coding");
    coding.list = true;
    tree_.append(coding, "system", issue_codes);
    tree_.append(coding, "code", code);
    if (!text.empty()) tree_.append(details, "text", text);
    return node;
}

void OperationOutcome::add(const Issue& issue) {
    const bool english = language_ == Language::english || issue.text_da.empty();
    Node& node = append_issue(issue.severity, issue.type, issue.code, english ? issue.text : issue.text_da, issue.at);
    if (issue.at.line > 0) {
        const bool say_english = language_ == Language::english;
        tree_.append(node, "diagnostics",
                     (say_english ? "line " : "linje ") + std::to_string(issue.at.line) + (say_english ? ", column " : ", kolonne ") +
                         std::to_string(issue.at.column));
    }
    if (issue.path.empty()) return;
    const bool is_fhirpath = issue.path.find('/') == std::string::npos;
    tree_.append(node, is_fhirpath ? "expression" : "location", issue.path).list = true;
}

void OperationOutcome::tell(std::string_view code, const std::string& english, const std::string& danish, std::string_view diagnostics) {
    Node& node = append_issue(Severity::information, IssueType::informational, code, language_ == Language::english ? english : danish);
    if (!diagnostics.empty()) tree_.append(node, "diagnostics", diagnostics);
}

std::string OperationOutcome::write(std::string_view syntax) const {
    return syntax == "xml" ? write_xml(tree_.root()) : write_json(tree_.root());
}

}  // namespace stafet::fhir
