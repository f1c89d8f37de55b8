#include "gateway/broker/lane_names.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace stafet {

namespace {

constexpr std::size_t hash_bytes_shown = 10;  // 80 bits: no two patients of a site meet

/// Writes a new key beside `file` and links it into place, so that a crash leaves either no key or a whole one.
bool create_key(const std::string& file, LaneNames::Key& key) {
    if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) return false;
    const std::string fresh = file + ".new";
    const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) return false;
    const bool written = ::write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(descriptor) == 0;
    ::close(descriptor);
    return written && ::rename(fresh.c_str(), file.c_str()) == 0;
}

}  // namespace

Result<LaneNames> LaneNames::load(const std::string& file) {
    Key key{};
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        if (errno != ENOENT || !create_key(file, key))
            return Fault{FaultKind::config, "cannot read or make " + file + ": " + std::strerror(errno)};
        return LaneNames(key);
    }
    const auto size = ::read(descriptor, key.data(), key.size());
    ::close(descriptor);
    if (size != static_cast<ssize_t>(key.size())) return Fault{FaultKind::corrupt, file + " does not hold a key of 32 bytes"};
    return LaneNames(key);
}

std::string LaneNames::lane(const std::string& receiver, const PatientRef& patient, const std::string& message_id) const {
    const std::string about = patient.identifier.empty() ? "message " + message_id : patient.system + '|' + patient.identifier;
    std::array<unsigned char, 32> hash{};
    unsigned size = 0;
    HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(about.data()), about.size(),
         hash.data(), &size);
    std::string lane = receiver + '/';
    for (std::size_t i = 0; i < hash_bytes_shown; ++i) {
        lane += "0123456789abcdef"[hash[i] >> 4];
        lane += "0123456789abcdef"[hash[i] & 15];
    }
    return lane;
}

}  // namespace stafet
