#include "fhir_models/questionnaires/forms.hpp"

#include "fhir_models/measures/measure_rules.hpp"
#include "fhir_models/measures/report_rules.hpp"
#include "fhir_models/questionnaires/form_surroundings.hpp"
#include "fhir_models/questionnaires/questionnaire_rules.hpp"
#include "fhir_models/questionnaires/response_rules.hpp"

#include <array>
#include <optional>
#include <utility>

namespace stafet::fhir {

namespace {

using Check = void (*)(const Node&, FormSurroundings&);
constexpr std::array<std::pair<std::string_view, Check>, 4> checks{{{"QuestionnaireResponse", check_response},
                                                                    {"Questionnaire", check_questionnaire},
                                                                    {"Measure", check_measure},
                                                                    {"MeasureReport", check_measure_report}}};

class Forms {
   public:
    Forms(const Tree& tree, const Profiles& profiles, const Asked& asked) : tree_(tree), profiles_(profiles), asked_(asked) {}

    Issues run() {
        resource(tree_.root());
        return surroundings_ ? surroundings_->take() : Issues{};
    }

   private:
    void resource(const Node& node) {
        for (const auto& [type, check] : checks)
            if (node.resource_type == type) {
                if (!surroundings_) surroundings_.emplace(tree_, profiles_, asked_);
                check(node, *surroundings_);
            }
        const bool bundle = node.resource_type == "Bundle";
        for (const Node* child = node.first; child; child = child->next) {
            if (child->name == "contained")
                resource(*child);
            else if (bundle ? child->name == "entry" : child->name == "parameter")
                part(*child);
        }
    }

    /// An entry, or a parameter and the parameters in it.
    void part(const Node& node) {
        for (const Node* child = node.first; child; child = child->next) {
            if (!child->resource_type.empty())
                resource(*child);
            else if (child->name == "part")
                part(*child);
        }
    }

    const Tree& tree_;
    const Profiles& profiles_;
    const Asked& asked_;
    std::optional<FormSurroundings> surroundings_;
};

}  // namespace

Issues check_forms(const Tree& tree, const Profiles& profiles, const Asked& asked) { return Forms(tree, profiles, asked).run(); }

}  // namespace stafet::fhir
