#include "gateway/security/tls.hpp"

#include <openssl/ssl.h>
#include <boost/asio/ssl/context.hpp>

namespace ssl = boost::asio::ssl;

namespace stafet {
namespace {

constexpr const char* ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";  // TLS 1.2; those of TLS 1.3 are all of this kind
constexpr const char* groups = "X25519:P-256:P-384";

void harden(SSL_CTX* context, bool server) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_cipher_list(context, ciphers);
    SSL_CTX_set1_groups_list(context, groups);
    if (!server) return;
    // A resumed session carries the client's certificate; OpenSSL refuses to resume it without a context id.
    static constexpr unsigned char id[] = "stafet";
    SSL_CTX_set_session_id_context(context, id, sizeof id - 1);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER);
    SSL_CTX_set_num_tickets(context, 1);
}

bool add_revocation_list(SSL_CTX* context, const std::string& path) {
    X509_STORE* store = SSL_CTX_get_cert_store(context);
    X509_LOOKUP* lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
    if (lookup == nullptr || X509_load_crl_file(lookup, path.c_str(), X509_FILETYPE_PEM) < 1) return false;
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    return true;
}

/// Offers the names of the trusted authorities, so that a client with several certificates picks the right one.
void announce_authorities(SSL_CTX* context, const std::string& path) {
    if (STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(path.c_str())) SSL_CTX_set_client_CA_list(context, names);
}

Fault unusable(const std::string& what, const std::string& path) { return {FaultKind::config, "cannot use " + what + " " + path}; }

}  // namespace

TlsContext::TlsContext() = default;
TlsContext::~TlsContext() = default;

Result<std::shared_ptr<TlsContext>> TlsContext::load(Role role, const TlsFiles& files) {
    const bool server = role == Role::server;
    std::shared_ptr<TlsContext> out(new TlsContext);
    out->context_ = std::make_unique<ssl::context>(server ? ssl::context::tls_server : ssl::context::tls_client);
    ssl::context& context = *out->context_;
    SSL_CTX* native = context.native_handle();
    harden(native, server);

    boost::system::error_code error;
    context.use_certificate_chain_file(files.certificate, error);
    if (error) return unusable("certificate", files.certificate);
    context.use_private_key_file(files.key, ssl::context::pem, error);
    if (error) return unusable("private key", files.key);
    if (SSL_CTX_check_private_key(native) != 1) return unusable("private key (it does not belong to the certificate)", files.key);
    context.load_verify_file(files.authorities, error);
    if (error) return unusable("authorities", files.authorities);
    if (!files.revoked.empty() && !add_revocation_list(native, files.revoked)) return unusable("revocation list", files.revoked);
    if (server) announce_authorities(native, files.authorities);
    context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, error);

    out->certificate_ = certificate_info(*SSL_CTX_get0_certificate(native));
    return out;
}

}  // namespace stafet
