#include "gateway/security/certificate.hpp"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <cstdio>
#include <ctime>
#include <memory>

namespace stafet {
namespace {

using X509Pointer = std::unique_ptr<X509, decltype(&X509_free)>;

std::string sha256_of(const X509& certificate) {
    static constexpr char hex[] = "0123456789abcdef";
    std::array<unsigned char, 32> digest{};
    unsigned length = 0;
    if (X509_digest(&certificate, EVP_sha256(), digest.data(), &length) != 1) return {};
    std::string out;
    for (const unsigned char byte : digest) {
        out += hex[byte >> 4];
        out += hex[byte & 0xF];
    }
    return out;
}

Instant to_instant(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return {};
    return Instant(std::chrono::seconds(timegm(&parts)));
}

}  // namespace

CertificateInfo certificate_info(const x509_st& certificate) {
    return {sha256_of(certificate), to_instant(X509_get0_notBefore(&certificate)), to_instant(X509_get0_notAfter(&certificate))};
}

Result<CertificateInfo> read_certificate(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "r"), std::fclose);
    if (!file) return Fault{FaultKind::config, "cannot open certificate file " + path};
    const X509Pointer certificate(PEM_read_X509(file.get(), nullptr, nullptr, nullptr), X509_free);
    if (!certificate) return Fault{FaultKind::config, "no PEM certificate in " + path};
    return certificate_info(*certificate);
}

std::string peer_certificate_sha256(const ssl_st& connection) {
    const X509Pointer certificate(SSL_get1_peer_certificate(&connection), X509_free);
    return certificate ? sha256_of(*certificate) : std::string();
}

}  // namespace stafet
