#include "gateway/broker/lane_key.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace stafet {

TEST_CASE("A lane key stays over restarts, and a first start that was cut short hinders no later one") {
    std::string folder = (std::filesystem::temp_directory_path() / "stafet-lanes-XXXXXX").string();
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    const std::string path = folder + "/lanes.key";
    const auto hash = [](const LaneKey& key) { return key.patient_hash({}, "correlation"); };
    SUBCASE("before a byte was written") { std::ofstream{path}; }
    SUBCASE("in the middle of the key") { std::ofstream{path + ".new"} << "half"; }
    const auto made = LaneKey::load_or_create(path);
    REQUIRE(made.has_value());
    CHECK(hash(LaneKey::load_or_create(path).value()) == hash(*made));
    CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::all) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    std::filesystem::resize_file(path, 7);
    CHECK(LaneKey::load_or_create(path).error().kind == FaultKind::config);
    std::filesystem::remove_all(folder);
}

}  // namespace stafet
