#include "fhir_models/measures/report_rules.hpp"

#include "fhir_models/measures/report_score.hpp"

#include <algorithm>
#include <vector>

namespace stafet::fhir {

namespace {

constexpr std::string_view list_of_subjects = "subject-list";  // MeasureReport.type
constexpr std::string_view population_system = "http://terminology.hl7.org/CodeSystem/measure-population";

bool has_coding(const Node& concept_, std::string_view system, std::string_view code) {
    for (const Node* c = concept_.child("coding"); c; c = c->next_same())
        if (c->text("system") == system && c->text("code") == code) return true;
    return false;
}

/// One coding in common; without any coding, the same text.
bool same_concept(const Node& a, const Node& b) {
    for (const Node* c = a.child("coding"); c; c = c->next_same())
        if (has_coding(b, c->text("system"), c->text("code"))) return true;
    return !a.child("coding") && !b.child("coding") && !a.text("text").empty() && a.text("text") == b.text("text");
}

std::string described(const Node* code) {
    if (!code) return "";
    if (!code->text("text").empty()) return std::string(code->text("text"));
    const Node* coding = code->child("coding");
    return coding ? std::string(coding->text("code")) : "";
}

class ReportRules {
   public:
    ReportRules(const Node& report, FormSurroundings& surroundings)
        : report_(report), surroundings_(surroundings), type_(report.text("type")) {}

    void run() {
        const Node* canonical = report_.child("measure");
        if (!canonical || canonical->value.empty()) return;  // the base definition asks for it
        measure_ = surroundings_.find("Measure", canonical->value, report_);
        if (!measure_) return unknown(*canonical);
        const Node* scoring = measure_->child("scoring");
        const Node* coding = scoring ? scoring->child("coding") : nullptr;
        scoring_ = coding ? coding->text("code") : std::string_view{};
        if (!is_known_scoring(scoring_))
            say(*canonical, Severity::information, "measure-scoring-unknown",
                {"The measure's scoring is not known; scores are not checked.",
                 "Målingens scoring er ikke kendt; scorer kontrolleres ikke."});
        groups();
        if (budget_ == 0)
            say(report_, Severity::information, "measure-too-large",
                {"The report is too large; a part is not checked against its measure.",
                 "Rapporten er for stor; en del kontrolleres ikke mod målingen."});
    }

   private:
    void unknown(const Node& canonical) {
        const std::string name(canonical.value);
        const auto other = surroundings_.other_type("Measure", canonical.value);
        if (!other.empty())
            return error(
                canonical, "measure-type",
                {name + " is a " + std::string(other) + ", not a Measure.", name + " er en " + std::string(other) + ", ikke en Measure."});
        say(canonical, Severity::information, "measure-unknown",
            {"The measure " + name + " is not at hand; the report is not checked against it.",
             "Målingen " + name + " er ikke til rådighed; rapporten kontrolleres ikke mod den."});
    }

    void groups() {
        const Node* only = report_.child("group");
        const Node* defined = measure_->child("group");
        if (only && defined && !only->next_same() && !defined->next_same()) {
            const Node* code = only->child("code");
            if (code && defined->child("code") && !same_concept(*defined->child("code"), *code))
                error(*only, "report-code-unknown", wrong_code(*defined));
            return group(*only, *defined);
        }
        match(report_, *measure_, "group", report_, type_ == "data-collection", [&](const Node& own, const Node& of) { group(own, of); });
    }

    void group(const Node& group, const Node& definition) {
        match(group, definition, "population", group, false, [&](const Node& own, const Node&) { population(own); });
        check_score(group, *measure_, scoring_, type_, surroundings_.findings());
        match(group, definition, "stratifier", group, false, [](const Node&, const Node&) {});
    }

    /// Each part of the report by its code to one of the measure's, none twice, none left out.
    template <class Visit>
    void match(const Node& owner, const Node& definition, std::string_view name, const Node& lacking, bool may_lack, Visit visit) {
        std::vector<const Node*> seen;
        for (const Node* part = owner.child(name); part && !surroundings_.findings().full(); part = part->next_same()) {
            const Node* code = part->child("code");
            if (!code) {
                error(*part, "report-code-missing",
                      {"It should have the code that the measure gives it.", "Den skal have den kode, som målingen giver den."});
                continue;
            }
            const Node* of = definition.child(name);
            budget_ -= std::min(budget_, seen.size() + definition.count(name));
            if (budget_ == 0) return;
            while (of && !(of->child("code") && same_concept(*of->child("code"), *code))) of = of->next_same();
            if (!of) {
                error(*part, "report-code-unknown", {"The measure has none with this code.", "Målingen har ingen med denne kode."});
            } else if (std::find(seen.begin(), seen.end(), of) != seen.end()) {
                error(*part, "report-code-twice", {"The measure's code stands here twice.", "Målingens kode står her to gange."});
            } else {
                seen.push_back(of);
                visit(*part, *of);
            }
        }
        for (const Node* of = definition.child(name); of && !may_lack; of = of->next_same()) {
            const Node* code = of->child("code");
            budget_ -= std::min(budget_, seen.size());
            if (budget_ == 0) return;
            if (std::find(seen.begin(), seen.end(), of) != seen.end()) continue;
            if (code && has_coding(*code, population_system, "measure-observation")) continue;
            error(lacking, "report-part-missing",
                  {"The report has no " + std::string(name) + " \"" + described(code) + "\", which the measure has.",
                   "Rapporten har ingen " + std::string(name) + " \"" + described(code) + "\", som målingen har."});
        }
    }

    void population(const Node& population) {
        const Node* list = population.child("subjectResults");
        const Node* count = population.child("count");
        if (type_ != list_of_subjects) {
            if (list)
                error(population, "report-subjects",
                      {"Only reports of type subject-list list their subjects.", "Kun rapporter af typen subject-list oplister personer."});
            if (!count)
                say(population, Severity::warning, "report-count-missing",
                    {"A report that is no subject-list should have a count.",
                     "En rapport, der ikke er subject-list, bør have et antal (count)."});
            return;
        }
        const Node* subjects = list ? surroundings_.target(*list) : nullptr;
        if (!subjects || !count || std::to_string(subjects->count("entry")) == count->value) return;
        error(population, "report-count",
              {"The count is " + std::string(count->value) + ", the list of subjects has " + std::to_string(subjects->count("entry")) + ".",
               "Antallet (count) er " + std::string(count->value) + ", listen over personer har " +
                   std::to_string(subjects->count("entry")) + "."});
    }

    static Words wrong_code(const Node& definition) {
        const std::string right = described(definition.child("code"));
        return {"The group's code must be the measure's: " + right + ".", "Gruppens kode skal være målingens: " + right + "."};
    }

    void error(const Node& at, std::string_view code, Words words) { say(at, Severity::error, code, std::move(words)); }
    void say(const Node& at, Severity severity, std::string_view code, Words words) {
        surroundings_.findings().add(at, severity, IssueType::business_rule, code, std::move(words));
    }

    const Node& report_;
    FormSurroundings& surroundings_;
    std::string_view type_, scoring_;
    const Node* measure_ = nullptr;
    std::size_t budget_ = 5'000'000;  ///< parts to compare
};

}  // namespace

void check_measure_report(const Node& report, FormSurroundings& surroundings) { ReportRules(report, surroundings).run(); }

}  // namespace stafet::fhir
