// .tgz bytes -> the files inside: gzip over POSIX tar, as the FHIR ecosystem packs its packages.
//
// Never writes to disk, never follows links, never reads past its bounds whatever the bytes say.
#pragma once

#include "base/issue.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace stafet::fhir {

struct ArchiveFile {
    std::string name;  ///< as written in the archive, "package/package.json"
    std::string bytes;
};

struct ArchiveLimits {
    std::size_t max_bytes = std::size_t{1} << 30;  ///< unpacked; hl7.fhir.r4.core has 0.1 GB
    std::size_t max_files = 200'000;
    std::size_t max_file_bytes = std::size_t{100} << 20;  ///< of a file that is kept
};

struct ArchiveOutcome {
    std::vector<ArchiveFile> files;  ///< those that were wanted, in the order of the archive; empty after an error
    Issues issues;                   ///< package-truncated, package-corrupt or package-too-large; paths are file names
};

/// `wanted` chooses by name which files are kept.
ArchiveOutcome read_tgz(std::string_view bytes, const std::function<bool(std::string_view)>& wanted, const ArchiveLimits& limits = {});

}  // namespace stafet::fhir
