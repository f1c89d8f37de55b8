#include "fhir_models/questionnaires/response_rules.hpp"

#include "fhir_models/profiles/values.hpp"
#include "fhir_models/questionnaires/held_resources.hpp"
#include "fhir_models/questionnaires/response_walk.hpp"

namespace stafet::fhir {

namespace {

class ResponseRules {
   public:
    ResponseRules(const Node& response, FormSurroundings& surroundings) : response_(response), surroundings_(surroundings) {}

    void run() {
        const Node* canonical = response_.child("questionnaire");
        if (!canonical || canonical->value.empty())
            return say(response_, Severity::information, IssueType::informational, "questionnaire-not-named",
                       {"The response names no questionnaire and is not checked against one.",
                        "Besvarelsen angiver intet spørgeskema og kontrolleres ikke mod et."});
        const Node* root = surroundings_.find("Questionnaire", canonical->value, response_);
        if (!root) return unknown(*canonical);
        period(*root);
        status(*root);
        subject(*root);
        if (const Questionnaire* held = surroundings_.profiles().held().questionnaire(*root))
            return ResponseWalk(*held, response_, surroundings_).run();
        const Questionnaire own(*root);
        ResponseWalk(own, response_, surroundings_).run();
    }

   private:
    void unknown(const Node& canonical) {
        const std::string name(canonical.value);
        const auto other = surroundings_.other_type("Questionnaire", canonical.value);
        if (!other.empty())
            return say(canonical, Severity::error, IssueType::value, "questionnaire-type",
                       {name + " is a " + std::string(other) + ", not a Questionnaire.",
                        name + " er en " + std::string(other) + ", ikke et Questionnaire."});
        say(canonical, Severity::information, IssueType::not_found, "questionnaire-unknown",
            {"The questionnaire " + name + " is not at hand; the response is not checked against it.",
             "Spørgeskemaet " + name + " er ikke til rådighed; besvarelsen kontrolleres ikke mod det."});
    }

    void period(const Node& questionnaire) {
        const Node* authored = response_.child("authored");
        const Node* period = questionnaire.child("effectivePeriod");
        if (!authored || !period) return;
        const Node* start = period->child("start");
        const Node* end = period->child("end");
        const bool early = start && is_below(*authored, *start);
        if (!early && !(end && is_below(*end, *authored))) return;
        const std::string limit((early ? start : end)->value);
        say(*authored, Severity::warning, IssueType::business_rule, "questionnaire-period",
            {std::string("The response was written ") + (early ? "before" : "after") + " the questionnaire is in use (" + limit + ").",
             std::string("Besvarelsen er skrevet ") + (early ? "før" : "efter") + ", at spørgeskemaet er i brug (" + limit + ")."});
    }

    void status(const Node& questionnaire) {
        const auto status = questionnaire.text("status");
        if (status != "draft" && status != "retired") return;
        say(*response_.child("questionnaire"), Severity::information, IssueType::informational, "questionnaire-status",
            {"The questionnaire has the status " + std::string(status) + ".", "Spørgeskemaet har status " + std::string(status) + "."});
    }

    void subject(const Node& questionnaire) {
        const Node* subject = response_.child("subject");
        const Node* allowed = questionnaire.child("subjectType");
        if (!subject || !allowed) return;
        const Node* target = surroundings_.target(*subject);
        std::string_view type = target ? target->resource_type : subject->text("type");
        const auto reference = subject->text("reference");
        if (type.empty() && reference.find('/') == reference.rfind('/') && !reference.starts_with('#'))
            type = reference.substr(0, reference.find('/'));
        if (type.empty() || reference.starts_with("urn:")) return;
        std::string names;
        for (; allowed; allowed = allowed->next_same()) {
            if (allowed->value == type) return;
            names += (names.empty() ? "" : ", ") + std::string(allowed->value);
        }
        say(*subject, Severity::warning, IssueType::business_rule, "response-subject-type",
            {"The questionnaire is about " + names + ", the response about " + std::string(type) + ".",
             "Spørgeskemaet handler om " + names + ", besvarelsen om " + std::string(type) + "."});
    }

    void say(const Node& at, Severity severity, IssueType type, std::string_view code, Words words) {
        surroundings_.findings().add(at, severity, type, code, std::move(words));
    }

    const Node& response_;
    FormSurroundings& surroundings_;
};

}  // namespace

void check_response(const Node& response, FormSurroundings& surroundings) { ResponseRules(response, surroundings).run(); }

}  // namespace stafet::fhir
