#include "gateway/app/check_command.hpp"

#include "gateway/app/definitions.hpp"
#include "gateway/app/exit_code.hpp"
#include "routes/lint/lint.hpp"

#include <ostream>

namespace stafet::app {

using routes::Findings;

routes::LoadedConfiguration load_and_lint(const std::string& file, const routes::Surroundings& surroundings,
                                          const routes::CanTranslate& can_translate, Instant now) {
    auto loaded = routes::load_configuration(file, surroundings, now);
    loaded.configuration.definitions = load_definitions(loaded.configuration, loaded.findings);
    Findings more = routes::lint(loaded.configuration, can_translate);
    loaded.findings.insert(loaded.findings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    routes::sort_by_place(loaded.findings);
    return loaded;
}

void print_findings(const Findings& findings, bool json, std::ostream& out) {
    if (json) {
        out << "{\"findings\":[";
        for (std::size_t i = 0; i < findings.size(); ++i) out << (i == 0 ? "" : ",") << routes::to_json(findings[i]);
        out << "]}\n";
        return;
    }
    for (const auto& finding : findings) out << routes::to_string(finding) << '\n';
}

int check_configuration(const std::string& file, bool json, const routes::Surroundings& surroundings,
                        const routes::CanTranslate& can_translate, Instant now, std::ostream& out) {
    const auto loaded = load_and_lint(file, surroundings, can_translate, now);
    print_findings(loaded.findings, json, out);
    if (loaded.findings.empty() && !json)
        out << file << ": good: " << loaded.configuration.partners->entries().size() << " partners, " << loaded.configuration.routes.size()
            << " routes\n";
    if (routes::has_errors(loaded.findings)) return ExitCode::bad_configuration;
    return loaded.findings.empty() ? ExitCode::good : ExitCode::findings;
}

}  // namespace stafet::app
