#include "gateway/broker/lane_key.hpp"

#include "base/assert.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

namespace stafet {

namespace {

constexpr std::size_t secret_size = 32;
constexpr std::size_t hash_bytes = 8;

Fault fault(const char* what) { return {FaultKind::config, what}; }

/// Empty when there is none yet.
Result<std::string> read_secret(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) return std::string{};
    if (file < 0) return fault("the lane key file cannot be opened");
    std::string secret(secret_size, '\0');
    const auto size = ::read(file, secret.data(), secret.size());
    ::close(file);
    if (size == 0) return std::string{};
    if (size != static_cast<ssize_t>(secret_size)) return fault("the lane key file is too short");
    return secret;
}

bool write_durably(const std::string& path, const std::string& bytes) {
    ::unlink(path.c_str());  // a leftover would bring its own permissions
    const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0) return false;
    const bool written = ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && ::fsync(file) == 0;
    ::close(file);
    return written;
}

bool flush_folder_of(const std::string& path) {
    const int folder = ::open(path.substr(0, path.rfind('/') + 1).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return false;
    const bool flushed = ::fsync(folder) == 0;
    ::close(folder);
    return flushed;
}

/// Under another name first: a start that is killed here leaves no half key that would keep every later start from succeeding.
Result<std::string> create_secret(const std::string& path) {
    std::string secret(secret_size, '\0');
    STAFET_ASSERT(RAND_bytes(reinterpret_cast<unsigned char*>(secret.data()), static_cast<int>(secret.size())) == 1, "no random numbers");
    const std::string unfinished = path + ".new";
    const bool made = write_durably(unfinished, secret) && ::rename(unfinished.c_str(), path.c_str()) == 0 && flush_folder_of(path);
    if (!made) return fault("the lane key file cannot be written");
    return secret;
}

}  // namespace

LaneKey::LaneKey(std::string secret) : secret_(std::move(secret)) { STAFET_ASSERT(secret_.size() >= 16, "a lane key needs 16 bytes"); }

Result<LaneKey> LaneKey::load_or_create(const std::string& path) {
    auto secret = read_secret(path);
    if (secret && secret->empty()) secret = create_secret(path);
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
