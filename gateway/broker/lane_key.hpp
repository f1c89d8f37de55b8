// Names the lane of a patient without naming the patient: HMAC-SHA256 with a key that lies in the state directory.
#pragma once

#include "base/fault.hpp"
#include "gateway/ports/envelope.hpp"

#include <string>
#include <string_view>

namespace stafet {

class LaneKey {
   public:
    /// `secret`: at least 16 bytes.
    explicit LaneKey(std::string secret);
    /// `path`: with a folder, which one process at a time uses. Reads the key from the file, or makes a new one there (permission 0600). It
    /// must stay as long as the store does: another key gives other lanes, and messages of one patient could overtake each other once.
    static Result<LaneKey> load_or_create(const std::string& path);

    /// 16 hex digits for the patient; for a message without a patient, of its own correlation id, so that it waits for nobody.
    std::string patient_hash(const PatientRef& patient, std::string_view correlation_id) const;

   private:
    std::string secret_;
};

}  // namespace stafet
