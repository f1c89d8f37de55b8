// Letters of the demo cast for tests, whole or with one thing changed.
#pragma once

#include "tests/support/shared.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "base/issue.hpp"

namespace stafet::testing {

/// tests/golden/oioxml/<name>.xml; tests run in the project's root.
inline std::string letter(const std::string& name) { return read_file("tests/golden/oioxml/" + name + ".xml"); }

/// The letter with the first `from` replaced.
inline std::string changed(const std::string& name, std::string_view from, std::string_view to) {
    std::string text = letter(name);
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

/// The finding with this code, or nullptr.
inline const Issue* finding(const Issues& issues, std::string_view code) {
    const auto found = std::find_if(issues.begin(), issues.end(), [&](const Issue& issue) { return issue.code == code; });
    return found == issues.end() ? nullptr : &*found;
}

}  // namespace stafet::testing
