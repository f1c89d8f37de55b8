#include "gateway/broker/lane_key.hpp"

#include "base/assert.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <array>

namespace stafet {

namespace {

constexpr std::size_t secret_size = 32;
constexpr std::size_t hash_bytes = 8;

Fault fault(const char* what) { return {FaultKind::config, what}; }

Result<std::string> read_secret(int file) {
    std::string secret(secret_size, '\0');
    if (::read(file, secret.data(), secret.size()) != static_cast<ssize_t>(secret_size)) return fault("the lane key file is too short");
    return secret;
}

Result<std::string> create_secret(int file) {
    std::string secret(secret_size, '\0');
    STAFET_ASSERT(RAND_bytes(reinterpret_cast<unsigned char*>(secret.data()), static_cast<int>(secret.size())) == 1, "no random numbers");
    const bool written = ::write(file, secret.data(), secret.size()) == static_cast<ssize_t>(secret.size()) && ::fsync(file) == 0;
    if (!written) return fault("the lane key file cannot be written");
    return secret;
}

}  // namespace

LaneKey::LaneKey(std::string secret) : secret_(std::move(secret)) { STAFET_ASSERT(secret_.size() >= 16, "a lane key needs 16 bytes"); }

Result<LaneKey> LaneKey::load_or_create(const std::string& path) {
    int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    const bool created = file >= 0;
    if (!created) file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return fault("the lane key file cannot be opened");
    auto secret = created ? create_secret(file) : read_secret(file);
    ::close(file);
    if (!secret) return secret.error();
    return LaneKey(std::move(*secret));
}

std::string LaneKey::patient_hash(const PatientRef& patient, std::string_view correlation_id) const {
    const std::string name =
        patient.identifier.empty() ? "message:" + std::string(correlation_id) : patient.system + ":" + patient.identifier;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()), reinterpret_cast<const unsigned char*>(name.data()), name.size(),
         digest.data(), &size);
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < hash_bytes; ++i) {
        text += digits[digest[i] >> 4];
        text += digits[digest[i] & 15];
    }
    return text;
}

}  // namespace stafet
