// What one side of a mutual TLS connection needs: its own certificate and the authorities it trusts.
//
// TLS 1.2 or later, forward secrecy and authenticated ciphers only, no renegotiation, no compression, sessions resumed.
// Both roles require a certificate of the peer; whose it is, is decided above (Partners::by_certificate).
#pragma once

#include "base/fault.hpp"
#include "gateway/security/certificate.hpp"

#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace stafet {

/// Paths of PEM files.
struct TlsFiles {
    std::string certificate;  ///< own certificate, then its intermediates
    std::string key;          ///< its private key
    std::string authorities;  ///< certificates of the authorities whose peers are trusted
    std::string revoked;      ///< revocation lists of those authorities; "" = none
};

class TlsContext {
   public:
    enum class Role { server, client };

    /// FaultKind::config with the name of the file that cannot be used.
    static Result<std::shared_ptr<TlsContext>> load(Role role, const TlsFiles& files);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    boost::asio::ssl::context& context() { return *context_; }
    /// Our own certificate.
    const CertificateInfo& certificate() const { return certificate_; }

   private:
    TlsContext();
    std::unique_ptr<boost::asio::ssl::context> context_;
    CertificateInfo certificate_;
};

}  // namespace stafet
