// Short ways to say what is wrong in a source text: an Issue in English and Danish, with its line and column.
#pragma once

#include "base/issue.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace stafet::fhir {

/// The same sentence in both languages.
struct Words {
    std::string en;
    std::string da;
};

inline Issue finding(Severity severity, IssueType type, std::string_view code, std::string path, Position at, Words words) {
    return {severity, type, std::string(code), std::move(path), at, std::move(words.en), std::move(words.da)};
}

/// A text that cannot be read at all.
inline Issue unreadable(std::string_view code, std::string_view source, std::size_t offset, Words words,
                        IssueType type = IssueType::structure) {
    return finding(Severity::fatal, type, code, {}, position_of(source, offset), std::move(words));
}

}  // namespace stafet::fhir
