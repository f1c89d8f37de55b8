// Where a site's store lies, for the commands that look into it beside (or without) a running gateway.
#pragma once

#include "base/fault.hpp"
#include "gateway/app/story_text.hpp"
#include "gateway/ports/store.hpp"

#include <memory>
#include <string>

namespace stafet::app {

std::string store_path(const std::string& state_directory);
std::string control_path(const std::string& state_directory);

struct StoreBeside {
    std::string state_directory;
    std::unique_ptr<Store> store;
    WhatToDo what_to_do;
};
/// Opens the store that the configuration names, as a tool beside its server. Of the configuration it takes nothing else but
/// what its routes say of dead letters.
Result<StoreBeside> open_store_beside(const std::string& config);

}  // namespace stafet::app
