// `stafet run`: serve until a signal, then drain.
#include "adapters/adapter_list.hpp"
#include "base/time.hpp"
#include "gateway/app/check_command.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/configuration_commands.hpp"
#include "gateway/app/faults.hpp"
#include "gateway/app/gateway_process.hpp"
#include "gateway/app/memory.hpp"
#include "gateway/app/service_manager.hpp"
#include "gateway/runtime/log.hpp"

#include <fmt/format.h>

#include <iostream>

namespace stafet::app {

int run(const RunOptions& options) {
    tune_allocator();
    const auto rules = make_adapters({});
    if (!rules) return report(rules.error());
    auto loaded = load_and_lint(options.config, routes::real_surroundings(), translations_of(*rules->translator), system_clock().now());
    if (routes::has_errors(loaded.findings)) {
        print_findings(loaded.findings, false, std::cerr);
        return bad_configuration;
    }
    for (const auto& finding : loaded.findings)
        log::warn(finding.code, "see stafet check", {{"file", finding.where.file}, {"line", finding.where.at.line}});
    log::set_level(log::level_named(loaded.configuration.gateway.log_level).value_or(log::Level::info));

    auto gateway = GatewayProcess::start(std::move(loaded.configuration));
    if (!gateway) {
        log::error("start-failed", gateway.error().detail, {{"fault", to_string(gateway.error().kind)}});
        return gateway.error().kind == FaultKind::config ? bad_configuration : unavailable;
    }
    log::info("serving", "ready for messages", {{"port", (*gateway)->port()}, {"health_port", (*gateway)->health_port()}});
    notify_service_manager(
        fmt::format("READY=1\nX_STAFET_PORT={}\nX_STAFET_HEALTH_PORT={}", (*gateway)->port(), (*gateway)->health_port()));
    (*gateway)->wait_for_signal();
    notify_service_manager("STOPPING=1");
    log::info("stopping", "no new messages; finishing those under way");
    const bool drained = (*gateway)->stop();
    log::info("stopped",
              drained ? "everything under way was finished" : "the deadline passed; what was cut off is taken up at the next start");
    return good;
}

}  // namespace stafet::app
