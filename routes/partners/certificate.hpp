// What the registry must know of a partner's certificate: its hash and when it expires. Reads the first certificate of a PEM text.
#pragma once

#include "base/time.hpp"
#include "routes/finding.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace stafet::routes {

struct CertificateFacts {
    std::string sha256;  ///< lower-case hex of the DER encoding
    Instant valid_from{};
    Instant expires{};
};

/// nullopt when `pem` holds no certificate.
std::optional<CertificateFacts> read_certificate(std::string_view pem);

/// Findings for a certificate that cannot be read, has expired, is not yet valid, or expires within 30 days (a warning).
void check_certificate(const std::optional<CertificateFacts>& facts, const std::string& file, const Place& where, Instant now,
                       Findings& findings);

}  // namespace stafet::routes
