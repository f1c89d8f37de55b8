#include "adapters/medcom_fhir/fhir_answers.hpp"

#include "fhir_models/outcome/http_status.hpp"
#include "fhir_models/outcome/negotiation.hpp"
#include "tests/adapters/medcom_fhir/sample.hpp"

using namespace stafet;
using namespace stafet::testing;

namespace {

Submission submission(const std::string& accept = "", const std::string& language = "") {
    Submission s;
    s.content_type = "application/fhir+json";
    s.accept = accept;
    s.language = language;
    s.request_id = "req-1";
    return s;
}

Envelope original() {
    Envelope envelope;
    envelope.message_id = "6f1d2c1e-8f43-4a8e-9d57-0f6c2b1a7e01";
    return envelope;
}

Issue issue(IssueType type, Severity severity = Severity::error, const std::string& code = "some-code") {
    return {severity, type, code, "Bundle.entry[3].resource.identifier[0].value", {17, 9}, "not right", "ikke rigtigt"};
}

std::string header(const Answer& answer, const std::string& name) {
    for (const auto& [key, value] : answer.headers)
        if (key == name) return value;
    return "";
}

Answer refuse(const Issues& issues, const Submission& s = submission()) { return medcom::FhirAnswers().refused(s, original(), issues, {}); }

}  // namespace

TEST_CASE("an accepted message is answered 202 with its id, the correlation id and what goes to whom") {
    Partner practice;
    practice.id = "laegehuset-vestergade";
    practice.party.name = "Lægehuset Vestergade";
    Destination destination;
    destination.receiver = &practice;
    destination.format = {"oioxml", "XDIS01", "XD0134L", "xml"};
    destination.rule = "epicrisis-to-own-practice";
    destination.purpose = "behandling";
    destination.legal_basis = "sundhedsloven § 41";
    const auto answer = medcom::FhirAnswers().accepted(submission(), original(), "corr-7", {destination},
                                                       {issue(IssueType::required, Severity::warning)}, {});
    CHECK(answer.status == 202);
    CHECK(answer.content_type == "application/fhir+json");
    CHECK(header(answer, "X-Correlation-Id") == "corr-7");
    CHECK(header(answer, "X-Request-Id") == "req-1");
    const auto tree = parsed(answer.body);
    CHECK(tree.root().resource_type == "OperationOutcome");
    CHECK(tree.root().child("extension")->text("valueString") == "6f1d2c1e-8f43-4a8e-9d57-0f6c2b1a7e01");
    CHECK(tree.root().child("extension")->next->text("valueString") == "corr-7");
    CHECK(tree.root().count("issue") == 3);
    CHECK(answer.body.find("sendes til Lægehuset Vestergade som oioxml XDIS01 XD0134L xml") != std::string::npos);
    CHECK(answer.body.find("sundhedsloven § 41") != std::string::npos);
    CHECK(tree.root().child("issue")->text("severity") == "information");
}

TEST_CASE("a refusal names code, FHIRPath, line and column in Danish, in English when asked for") {
    const auto tree = parsed(refuse({issue(IssueType::value)}).body);
    const auto& found = *tree.root().child("issue");
    CHECK(found.text("severity") == "error");
    CHECK(found.text("code") == "value");
    CHECK(found.text_at("details.coding.code") == "some-code");
    CHECK(found.text_at("details.text") == "ikke rigtigt");
    CHECK(found.text("diagnostics") == "linje 17, kolonne 9");
    CHECK(found.text("expression") == "Bundle.entry[3].resource.identifier[0].value");
    const auto english = refuse({issue(IssueType::value)}, submission("", "en-GB"));
    CHECK(parsed(english.body).root().child("issue")->text_at("details.text") == "not right");
    CHECK(english.body.find("line 17, column 9") != std::string::npos);
}

TEST_CASE("the status follows the kind of the worst finding") {
    CHECK(refuse({issue(IssueType::structure, Severity::fatal)}).status == 400);
    CHECK(refuse({issue(IssueType::forbidden)}).status == 403);
    CHECK(refuse({issue(IssueType::not_found)}).status == 404);
    CHECK(refuse({issue(IssueType::duplicate)}).status == 409);
    CHECK(refuse({issue(IssueType::too_long)}).status == 413);
    CHECK(refuse({issue(IssueType::not_supported, Severity::error, std::string(fhir::content_type_not_supported))}).status == 415);
    for (const auto type : {IssueType::required, IssueType::value, IssueType::code_invalid, IssueType::invariant, IssueType::business_rule,
                            IssueType::not_supported})
        CHECK(refuse({issue(type)}).status == 422);
    CHECK(refuse({issue(IssueType::processing)}).status == 500);
    CHECK(refuse({issue(IssueType::transient)}).status == 503);
    CHECK(header(refuse({issue(IssueType::transient)}), "Retry-After") == "5");
    CHECK(refuse({issue(IssueType::required, Severity::warning), issue(IssueType::value), issue(IssueType::structure, Severity::fatal)})
              .status == 400);
    CHECK(refuse({}).status == 500);
}

TEST_CASE("a refusal carries the sender's message id, when it could be read, and the request id") {
    const auto answer = refuse({issue(IssueType::value)});
    CHECK(parsed(answer.body).root().child("extension")->text("valueString") == "6f1d2c1e-8f43-4a8e-9d57-0f6c2b1a7e01");
    CHECK(header(answer, "X-Request-Id") == "req-1");
    const auto unknown = medcom::FhirAnswers().refused(submission(), {}, {issue(IssueType::structure)}, {});
    CHECK(parsed(unknown.body).root().child("extension") == nullptr);
}

TEST_CASE("the answer comes in the form that is accepted") {
    using fhir::answer_syntax;
    CHECK(answer_syntax("", "application/fhir+xml; charset=utf-8") == "xml");
    CHECK(answer_syntax("", "") == "json");
    CHECK(answer_syntax("*/*", "application/fhir+xml") == "xml");
    CHECK(answer_syntax("application/fhir+xml", "application/fhir+json") == "xml");
    CHECK(answer_syntax("application/fhir+json;q=0.5, application/fhir+xml;q=0.9", "application/fhir+json") == "xml");
    CHECK(answer_syntax("Application/JSON , text/html", "application/fhir+xml") == "json");
    CHECK(answer_syntax("application/fhir+xml;q=x, application/json;q=0.1", "") == "json");
    CHECK(answer_syntax("application/fhir xml", "application/fhir+json") == "xml");
    CHECK(answer_syntax(";,;,", "application/fhir+json") == "json");
    const auto xml = refuse({issue(IssueType::value)}, submission("application/fhir+xml"));
    CHECK(xml.content_type == "application/fhir+xml");
    CHECK(parsed(xml.body).root().resource_type == "OperationOutcome");
}

TEST_CASE("a place in a letter goes to location, not to a FHIRPath expression") {
    auto in_letter = issue(IssueType::structure);
    in_letter.path = "Emessage/DischargeLetter/Letter";
    const auto tree = parsed(refuse({in_letter}).body);
    CHECK(tree.root().child("issue")->text("location") == "Emessage/DischargeLetter/Letter");
    CHECK(tree.root().child("issue")->child("expression") == nullptr);
}

TEST_CASE("English is for those who put it first") {
    using fhir::Language;
    CHECK(fhir::language_of("en") == Language::english);
    CHECK(fhir::language_of("EN-us;q=1, da") == Language::english);
    CHECK(fhir::language_of("da, en") == Language::danish);
    CHECK(fhir::language_of("") == Language::danish);
    CHECK(fhir::language_of("eno") == Language::danish);
}
