#include "routes/partners/certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <memory>

namespace stafet::routes {

namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using X509Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr auto soon = std::chrono::days(30);

Instant instant_of(const ASN1_TIME* time) {
    std::tm utc{};
    if (ASN1_TIME_to_tm(time, &utc) != 1) return {};
    using namespace std::chrono;
    const year_month_day date{year(utc.tm_year + 1900), month(static_cast<unsigned>(utc.tm_mon + 1)),
                              day(static_cast<unsigned>(utc.tm_mday))};
    return sys_days(date) + hours(utc.tm_hour) + minutes(utc.tm_min) + seconds(utc.tm_sec);
}

std::string hex_of_digest(const X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (X509_digest(certificate, EVP_sha256(), digest.data(), &length) != 1) return {};
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (unsigned i = 0; i < length; ++i) {
        hex += digits[digest[i] >> 4];
        hex += digits[digest[i] & 15];
    }
    return hex;
}

}  // namespace

std::optional<CertificateFacts> read_certificate(std::string_view pem) {
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    const X509Certificate certificate(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr, X509_free);
    if (!certificate) return std::nullopt;
    CertificateFacts facts;
    facts.sha256 = hex_of_digest(certificate.get());
    facts.valid_from = instant_of(X509_get0_notBefore(certificate.get()));
    facts.expires = instant_of(X509_get0_notAfter(certificate.get()));
    return facts;
}

void check_certificate(const std::optional<CertificateFacts>& facts, const std::string& file, const Place& where, Instant now,
                       Findings& findings) {
    if (!facts) {
        findings.push_back({Severity::error, "certificate-unreadable", where, "no certificate can be read from " + file,
                            "a PEM file that begins with -----BEGIN CERTIFICATE-----"});
    } else if (facts->expires <= now) {
        findings.push_back({Severity::error, "certificate-expired", where,
                            "the certificate in " + file + " expired at " + to_iso8601(facts->expires), "a renewed certificate"});
    } else if (facts->valid_from > now) {
        findings.push_back({Severity::error, "certificate-not-yet-valid", where,
                            "the certificate in " + file + " is valid from " + to_iso8601(facts->valid_from),
                            "a certificate that is valid now"});
    } else if (facts->expires - soon <= now) {
        findings.push_back({Severity::warning, "certificate-expires-soon", where,
                            "the certificate in " + file + " expires at " + to_iso8601(facts->expires),
                            "renew it now: list the new file beside the old one"});
    }
}

}  // namespace stafet::routes
