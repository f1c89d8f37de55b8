#include "gateway/app/drill/throwaway_ca.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <stdexcept>

namespace stafet::app {

namespace {

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(BIO* bio) const { BIO_free_all(bio); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

constexpr long one_day_seconds = 24 * 60 * 60;
constexpr long clock_skew_seconds = 5 * 60;

template <class T>
T* checked(T* result, const char* what) {
    if (!result) throw std::runtime_error(std::string("OpenSSL: ") + what);
    return result;
}

void checked(int result, const char* what) {
    if (result <= 0) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

Owned<EVP_PKEY> make_key() { return Owned<EVP_PKEY>(checked(EVP_EC_gen("P-256"), "make a key")); }

void set_random_serial(X509* certificate) {
    unsigned char bytes[8];
    checked(RAND_bytes(bytes, sizeof bytes), "random numbers");
    std::uint64_t serial = 0;
    for (const auto byte : bytes) serial = serial << 8 | byte;
    checked(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1), "serial number");
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Owned<X509_EXTENSION> extension(checked(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()), "make an extension"));
    checked(X509_add_ext(certificate, extension.get(), -1), "add an extension");
}

/// An unsigned certificate for `key`; the caller adds extensions and signs.
Owned<X509> make_certificate(EVP_PKEY* key, const std::string& name, X509* issuer) {
    Owned<X509> certificate(checked(X509_new(), "make a certificate"));
    checked(X509_set_version(certificate.get(), X509_VERSION_3), "version");
    set_random_serial(certificate.get());
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -clock_skew_seconds);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), one_day_seconds);
    checked(X509_set_pubkey(certificate.get(), key), "public key");
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    checked(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0),
            "subject");
    checked(X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer ? issuer : certificate.get())), "issuer");
    return certificate;
}

/// Opens a new file that only its owner may read.
Owned<BIO> create_private(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) throw std::runtime_error("cannot write " + path.string());
    return Owned<BIO>(checked(BIO_new_fd(descriptor, BIO_CLOSE), "open a file"));
}

void write_certificate(const std::filesystem::path& path, X509* certificate) {
    const auto file = create_private(path);
    checked(PEM_write_bio_X509(file.get(), certificate), "write a certificate");
}

}  // namespace

struct ThrowawayCa::State {
    std::filesystem::path directory;
    Owned<EVP_PKEY> key;
    Owned<X509> certificate;
};

ThrowawayCa::ThrowawayCa(std::filesystem::path directory) : state_(std::make_unique<State>()) {
    state_->directory = std::move(directory);
    state_->key = make_key();
    state_->certificate = make_certificate(state_->key.get(), "Stafet throwaway CA", nullptr);
    X509* own = state_->certificate.get();
    add_extension(own, own, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    add_extension(own, own, NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(own, own, NID_subject_key_identifier, "hash");
    checked(X509_sign(own, state_->key.get(), EVP_sha256()), "sign");
    write_certificate(ca_file(), own);
}

ThrowawayCa::~ThrowawayCa() = default;

std::filesystem::path ThrowawayCa::ca_file() const { return state_->directory / "ca.pem"; }

CertificateFiles ThrowawayCa::issue(const std::string& name) {
    const auto key = make_key();
    X509* issuer = state_->certificate.get();
    const auto certificate = make_certificate(key.get(), name, issuer);
    add_extension(certificate.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(certificate.get(), issuer, NID_key_usage, "critical,digitalSignature");
    add_extension(certificate.get(), issuer, NID_ext_key_usage, "serverAuth,clientAuth");
    add_extension(certificate.get(), issuer, NID_subject_alt_name, "DNS:" + name + ",DNS:localhost,IP:127.0.0.1");
    add_extension(certificate.get(), issuer, NID_authority_key_identifier, "keyid");
    checked(X509_sign(certificate.get(), state_->key.get(), EVP_sha256()), "sign");

    const CertificateFiles files{state_->directory / (name + ".pem"), state_->directory / (name + ".key")};
    write_certificate(files.certificate, certificate.get());
    const auto file = create_private(files.key);
    checked(PEM_write_bio_PrivateKey(file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr), "write a key");
    return files;
}

}  // namespace stafet::app
