// X.509 certificates: the hash that names one, and how long it lasts.
#pragma once

#include "base/fault.hpp"
#include "base/time.hpp"

#include <string>

struct ssl_st;   // OpenSSL's SSL
struct x509_st;  // OpenSSL's X509

namespace stafet {

struct CertificateInfo {
    std::string sha256;  ///< of the DER encoding, lower-case hex
    Instant not_before{};
    Instant not_after{};
};

CertificateInfo certificate_info(const x509_st& certificate);
/// The first certificate of a PEM file; FaultKind::config when there is none.
Result<CertificateInfo> read_certificate(const std::string& path);
/// Hash of the certificate that the peer of a finished handshake showed; "" when it showed none.
std::string peer_certificate_sha256(const ssl_st& connection);

}  // namespace stafet
