#include "gateway/app/store_location.hpp"

#include "adapters/sqlite/sqlite_store.hpp"
#include "routes/config/configuration.hpp"

#include <filesystem>

namespace stafet::app {

std::string store_path(const std::string& state_directory) { return state_directory + "/stafet.sqlite"; }

std::string control_path(const std::string& state_directory) { return state_directory + "/control.sock"; }

Result<StoreBeside> open_store_beside(const std::string& config) {
    const auto loaded = routes::load_configuration(config, routes::real_surroundings(), system_clock().now());
    StoreBeside result;
    result.state_directory = loaded.configuration.gateway.state_directory;
    if (result.state_directory.empty()) return Fault{FaultKind::config, config + ": no gateway.state-directory; stafet check says more"};
    const auto path = store_path(result.state_directory);
    if (!std::filesystem::exists(path))
        return Fault{FaultKind::not_found, "no store at " + path + ": has a gateway run with this configuration?"};
    sqlite::StoreOptions options;
    options.path = path;
    options.server = false;
    auto store = sqlite::open_store(options);
    if (!store) return store.error();
    result.store = std::move(*store);
    for (const auto& route : loaded.configuration.routes)
        if (!route.dead_letter.empty()) result.what_to_do[route.name] = route.dead_letter;
    return result;
}

}  // namespace stafet::app
