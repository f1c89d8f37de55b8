#include "gateway/app/explain_command.hpp"

#include "gateway/app/exit_code.hpp"
#include "routes/matching/route_router.hpp"

#include <ostream>

namespace stafet::app {

int explain(const ExplainOptions& options, const routes::Surroundings& surroundings, const routes::CanTranslate& can_translate,
            const routes::MessageReader& read, Instant now, std::ostream& out) {
    if (options.configuration.empty() || options.message.empty()) {
        out << "stafet explain: which message and which configuration? for example: stafet explain --config routes/examples/demo.yaml "
               "epicrisis.json\n";
        return ExitCode::usage;
    }
    auto loaded = load_and_lint(options.configuration, surroundings, can_translate, now);
    if (routes::has_errors(loaded.findings)) {
        print_findings(loaded.findings, options.json, out);
        return ExitCode::bad_configuration;
    }
    auto message = surroundings.read(options.message, loaded.configuration.gateway.limits.body);
    if (!message) {
        out << "stafet explain: cannot read " << options.message << '\n';
        return ExitCode::bad_data;
    }
    const routes::RouteRouter router(loaded.configuration.partners, std::move(loaded.configuration.routes), can_translate);
    const auto explanation = routes::explain(std::move(*message), read, router, now);
    out << (options.json ? routes::to_json(explanation) + '\n' : routes::to_text(explanation));
    if (!explanation.readable) return ExitCode::bad_data;
    return explanation.accepted() ? ExitCode::good : ExitCode::findings;
}

}  // namespace stafet::app
