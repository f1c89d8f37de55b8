#include "fhir_models/measures/measure_rules.hpp"

#include "fhir_models/measures/cql_library.hpp"

#include <vector>

namespace stafet::fhir {

namespace {

class MeasureRules {
   public:
    MeasureRules(const Node& measure, FormSurroundings& surroundings) : measure_(measure), surroundings_(surroundings) {}

    void run() {
        read_libraries();
        if (!measure_.child("group"))
            warn(measure_, "measure-without-groups", {"The measure has no groups.", "Målingen har ingen grupper."});
        const std::size_t groups = measure_.count("group");
        for (const Node* g = measure_.child("group"); g && !surroundings_.findings().full(); g = g->next_same()) group(*g, groups);
    }

   private:
    void read_libraries() {
        for (const Node* named = measure_.child("library"); named; named = named->next_same()) {
            const Node* found = surroundings_.find("Library", named->value, measure_);
            if (found) {
                libraries_.emplace_back(*found);
                continue;
            }
            elsewhere_ = elsewhere_ || named->value.find(':') != std::string_view::npos;
            say(*named, Severity::information, IssueType::not_found, "measure-library-unknown",
                {"The library " + std::string(named->value) + " is not at hand; expressions may not be checked.",
                 "Biblioteket " + std::string(named->value) + " er ikke til rådighed; udtryk kontrolleres måske ikke."});
        }
    }

    void group(const Node& group, std::size_t groups) {
        if (groups > 1) needs_code(group);
        if (!group.child("population"))
            warn(group, "measure-without-populations", {"The group has no populations.", "Gruppen har ingen populationer."});
        for_each(group, "population", [](const Node&) {});
        for_each(group, "stratifier", [&](const Node& stratifier) {
            criteria(stratifier);
            for_each(stratifier, "component", [&](const Node& component) { criteria(component); });
        });
    }

    /// Of several, each must have a code.
    template <class Visit>
    void for_each(const Node& owner, std::string_view name, Visit visit) {
        const std::size_t count = owner.count(name);
        for (const Node* part = owner.child(name); part; part = part->next_same()) {
            if (count > 1) needs_code(*part);
            visit(*part);
        }
    }

    void needs_code(const Node& part) {
        if (part.child("code")) return;
        warn(part, "measure-code-missing",
             {"There are several; each should have a code, so that a report can name it.",
              "Der er flere; hver bør have en kode, så en rapport kan henvise til den."});
    }

    void criteria(const Node& owner) {
        const Node* criteria = owner.child("criteria");
        const auto language = criteria ? criteria->text("language") : std::string_view{};
        if (language.empty()) return;  // the base definition asks for it
        if (language != "text/cql" && language != "text/cql.identifier")
            return warn(*criteria, "measure-criteria-not-checked",
                        {"Criteria in " + std::string(language) + " are not checked.",
                         "Kriterier i " + std::string(language) + " kontrolleres ikke."});
        auto expression = criteria->text("expression");
        if (elsewhere_ && libraries_.empty()) return;
        if (libraries_.empty())
            return error(*criteria, "measure-library-missing",
                         {"The criteria are CQL, but the measure names no library that can be found.",
                          "Kriterierne er CQL, men målingen angiver intet bibliotek, der kan findes."});
        const CqlLibrary* library = nullptr;
        if (const auto dot = expression.find('.'); dot != std::string_view::npos) {
            library = named(expression.substr(0, dot), *criteria);
            expression.remove_prefix(dot + 1);
        } else if (libraries_.size() == 1) {
            library = &libraries_.front();
        } else {
            error(*criteria, "measure-library-ambiguous",
                  {"The measure has several libraries; write the library's name before the expression's.",
                   "Målingen har flere biblioteker; skriv bibliotekets navn foran udtrykkets."});
        }
        if (library) defined(*library, expression, *criteria);
    }

    const CqlLibrary* named(std::string_view name, const Node& criteria) {
        const CqlLibrary* found = nullptr;
        for (const CqlLibrary& library : libraries_) {
            if (library.name() != name) continue;
            if (found)
                error(criteria, "measure-library-ambiguous",
                      {"Several of the measure's libraries are called " + std::string(name) + ".",
                       "Flere af målingens biblioteker hedder " + std::string(name) + "."});
            found = found ? found : &library;
        }
        if (!found && !elsewhere_)
            error(criteria, "measure-library-missing",
                  {"None of the measure's libraries is called " + std::string(name) + ".",
                   "Ingen af målingens biblioteker hedder " + std::string(name) + "."});
        return found;
    }

    void defined(const CqlLibrary& library, std::string_view expression, const Node& criteria) {
        const std::string name(library.resource().text("url"));
        if (library.state() != CqlLibrary::State::readable)
            return error(criteria, "measure-library-unreadable",
                         {"The library " + name + " carries no readable ELM (application/elm+xml).",
                          "Biblioteket " + name + " har ingen læsbar ELM (application/elm+xml)."});
        if (library.defines(expression)) return;
        error(criteria, "measure-expression-unknown",
              {"The library " + name + " does not define " + std::string(expression) + ".",
               "Biblioteket " + name + " definerer ikke " + std::string(expression) + "."});
    }

    void error(const Node& at, std::string_view code, Words words) { say(at, Severity::error, IssueType::value, code, std::move(words)); }
    void warn(const Node& at, std::string_view code, Words words) {
        say(at, Severity::warning, IssueType::required, code, std::move(words));
    }
    void say(const Node& at, Severity severity, IssueType type, std::string_view code, Words words) {
        surroundings_.findings().add(at, severity, type, code, std::move(words));
    }

    const Node& measure_;
    FormSurroundings& surroundings_;
    std::vector<CqlLibrary> libraries_;
    bool elsewhere_ = false;  ///< a library has a canonical, and is not at hand
};

}  // namespace

void check_measure(const Node& measure, FormSurroundings& surroundings) { MeasureRules(measure, surroundings).run(); }

}  // namespace stafet::fhir
