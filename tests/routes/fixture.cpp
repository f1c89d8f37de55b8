#include "tests/routes/fixture.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>

namespace stafet::routes::testing {

namespace {

long seconds_since_epoch(Instant instant) { return std::chrono::duration_cast<std::chrono::seconds>(instant.time_since_epoch()).count(); }

}  // namespace

Instant noon() { return *from_iso8601("2026-11-22T12:00:00Z"); }

std::string certificate_pem(Instant from, Instant until) {
    static long serial = 0;
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
    ASN1_TIME_set(X509_getm_notBefore(certificate.get()), seconds_since_epoch(from));
    ASN1_TIME_set(X509_getm_notAfter(certificate.get()), seconds_since_epoch(until));
    X509_set_pubkey(certificate.get(), key.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_X509(out.get(), certificate.get());
    char* data = nullptr;
    const long length = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(length)};
}

const std::string& good_certificate() {
    static const std::string pem = certificate_pem(noon() - std::chrono::days(30), noon() + std::chrono::days(335));
    return pem;
}

Surroundings FakeMachine::surroundings() const {
    return {[this](const std::string& name) {
                const auto found = variables.find(name);
                return found == variables.end() ? std::nullopt : std::optional(found->second);
            },
            [this](const std::filesystem::path& file, std::size_t limit) {
                const auto found = files.find(file.string());
                return found == files.end() || found->second.size() > limit ? std::nullopt : std::optional(found->second);
            },
            [this](const std::filesystem::path& pattern) {
                std::vector<std::filesystem::path> matching;
                const std::string text = pattern.string();
                const auto star = text.find('*');
                for (const auto& [name, content] : files)
                    if (star == std::string::npos ? name == text
                                                  : name.starts_with(text.substr(0, star)) && name.ends_with(text.substr(star + 1)))
                        matching.emplace_back(name);
                return matching;
            }};
}

Surroundings machine_of_the_examples() {
    Surroundings real = real_surroundings();
    auto certificates = std::make_shared<std::map<std::string, std::string>>();
    real.variable = [](const std::string& name) {
        return name == "STAFET_CERTS" ? std::optional<std::string>("certs-of-the-test") : std::nullopt;
    };
    real.read = [read = real.read, certificates](const std::filesystem::path& file, std::size_t limit) -> std::optional<std::string> {
        if (file.parent_path() != "certs-of-the-test") return read(file, limit);
        auto& pem = (*certificates)[file.string()];
        if (pem.empty()) pem = certificate_pem(noon() - std::chrono::days(1), noon() + std::chrono::days(365));
        return pem;
    };
    return real;
}

LoadedConfiguration load(const FakeMachine& machine, const std::string& file) {
    return load_configuration(file, machine.surroundings(), noon());
}

LoadedConfiguration load_text(const std::string& yaml) {
    FakeMachine machine;
    machine.files["stafet.yaml"] = yaml;
    for (const auto* name : {"a", "b", "c", "d"}) {
        static std::map<std::string, std::string> pems;
        auto& pem = pems[name];
        if (pem.empty()) pem = certificate_pem(noon() - std::chrono::days(30), noon() + std::chrono::days(335));
        machine.files[std::string("certs/") + name + ".pem"] = pem;
    }
    machine.files["certs/gateway.pem"] = good_certificate();
    machine.files["certs/gateway.key"] = "key";
    machine.files["certs/ca.pem"] = "ca";
    return load(machine);
}

std::vector<std::string> codes(const Findings& findings) {
    std::vector<std::string> all;
    for (const auto& f : findings) all.push_back(f.code + '@' + std::to_string(f.where.at.line) + ':' + std::to_string(f.where.at.column));
    return all;
}

Finding find(const Findings& findings, const std::string& code) {
    const auto found = std::find_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.code == code; });
    return found == findings.end() ? Finding{} : *found;
}

bool has(const Findings& findings, const std::string& code) { return find(findings, code).code == code && !code.empty(); }

}  // namespace stafet::routes::testing
