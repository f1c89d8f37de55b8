#include "fhir_models/measures/report_score.hpp"

#include "fhir_models/fhirpath/decimal.hpp"
#include "fhir_models/questionnaires/questionnaire.hpp"

#include <algorithm>
#include <array>

namespace stafet::fhir {

namespace {

constexpr std::array scored{std::string_view("proportion"), std::string_view("ratio"), std::string_view("continuous-variable")};
constexpr std::string_view unit_extension = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit";

class Score {
   public:
    Score(const Node& group, const Node& measure, std::string_view scoring, Findings& findings)
        : group_(group), measure_(measure), scoring_(scoring), findings_(findings) {}

    void prohibited() {
        if (const Node* score = group_.child("measureScore"))
            error(*score, IssueType::business_rule, "report-score-prohibited",
                  {"A report of this type or scoring has no score.", "En rapport af denne type eller scoring har ingen score."});
    }

    void check() {
        const Node* score = group_.child("measureScore");
        if (!score)
            return error(group_, IssueType::required, "report-score-missing",
                         {"A measure with the scoring " + std::string(scoring_) + " has a score in each group.",
                          "En måling med scoringen " + std::string(scoring_) + " har en score i hver gruppe."});
        if (scoring_ == "proportion") without_unit(*score);
        const Node* value = score->child("value");
        if (!value)
            return error(*score, IssueType::required, "report-score-missing",
                         {"The score must have a value.", "Scoren skal have en værdi."});
        if (scoring_ == "proportion") return between_0_and_1(*value);
        unit(*score);
    }

   private:
    void without_unit(const Node& score) {
        for (const std::string_view part : {"unit", "system", "code"})
            if (const Node* found = score.child(part))
                error(*found, IssueType::business_rule, "report-score-unit",
                      {"A proportion has no unit; leave it out.", "En andel har ingen enhed; udelad den."});
    }

    void between_0_and_1(const Node& value) {
        const auto number = fhirpath::Decimal::parse(value.value);
        if (!number || (*number >= fhirpath::Decimal(0) && *number <= fhirpath::Decimal(1))) return;
        error(value, IssueType::value, "report-score-range", {"A proportion lies between 0 and 1.", "En andel ligger mellem 0 og 1."});
    }

    /// The unit that the measure names, where it names one.
    void unit(const Node& score) {
        const Node* wanted = extension_value(measure_, unit_extension);
        const Node* code = score.child("code");
        if (!wanted) {
            if (code || scoring_ != "ratio") return;
            return findings_.add(score, Severity::warning, IssueType::not_found, "report-score-unit",
                                 {"A ratio should have a coded unit.", "Et forhold bør have en kodet enhed."});
        }
        if (code && code->value == wanted->text("code") && score.text("system") == wanted->text("system")) return;
        const std::string right(wanted->text("code"));
        error(code ? *code : score, IssueType::code_invalid, "report-score-unit",
              {"The score's unit must be the measure's: " + right + ".", "Scorens enhed skal være målingens: " + right + "."});
    }

    void error(const Node& at, IssueType type, std::string_view code, Words words) {
        findings_.add(at, Severity::error, type, code, std::move(words));
    }

    const Node& group_;
    const Node& measure_;
    std::string_view scoring_;
    Findings& findings_;
};

}  // namespace

bool is_known_scoring(std::string_view scoring) {
    return scoring == "cohort" || std::find(scored.begin(), scored.end(), scoring) != scored.end();
}

void check_score(const Node& group, const Node& measure, std::string_view scoring, std::string_view report_type, Findings& findings) {
    Score score(group, measure, scoring, findings);
    if (report_type == "data-collection" || scoring == "cohort") return score.prohibited();
    if (std::find(scored.begin(), scored.end(), scoring) != scored.end()) score.check();
}

}  // namespace stafet::fhir
