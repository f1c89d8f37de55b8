// A certificate authority that lives for one drill: keys are made on the spot, valid for a day, for 127.0.0.1 only.
//
// Never for a real site: certs/README.md says how that is done.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace stafet::app {

struct CertificateFiles {
    std::filesystem::path certificate;  ///< PEM
    std::filesystem::path key;          ///< PEM, mode 0600
};

class ThrowawayCa {
   public:
    /// Makes the authority and writes ca.pem into `directory`. Throws std::runtime_error when OpenSSL or the disk fails.
    explicit ThrowawayCa(std::filesystem::path directory);
    ~ThrowawayCa();

    std::filesystem::path ca_file() const;
    /// Writes NAME.pem and NAME.key: a certificate for client and server use with the names NAME, localhost and 127.0.0.1.
    CertificateFiles issue(const std::string& name);

   private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace stafet::app
