#include "gateway/app/explain_command.hpp"

#include "gateway/app/exit_code.hpp"
#include "gateway/app/message_content.hpp"

#include <ostream>

namespace stafet::app {

int explain_message(const std::string& configuration, std::string message, bool json, const routes::Surroundings& surroundings,
                    const routes::CanTranslate& can_translate, const ReaderFor& reader_for, const routes::FhirForm& fhir_form,
                    Instant now, std::ostream& out) {
    auto loaded = load_and_lint(configuration, surroundings, can_translate, now);
    if (routes::has_errors(loaded.findings)) {
        print_findings(loaded.findings, json, out);
        return ExitCode::bad_configuration;
    }
    const auto& definitions = loaded.configuration.definitions;
    const auto profiles = definitions ? std::make_shared<const fhir::Profiles>(definitions) : nullptr;
    const routes::RouteRouter router(loaded.configuration.partners, std::move(loaded.configuration.routes), can_translate,
                                     message_content(fhir_form, profiles));
    const auto explanation = routes::explain(std::move(message), reader_for(profiles), router, now);
    out << (json ? routes::to_json(explanation) + '\n' : routes::to_text(explanation));
    if (!explanation.readable) return ExitCode::bad_data;
    return explanation.accepted() ? ExitCode::good : ExitCode::findings;
}

}  // namespace stafet::app
