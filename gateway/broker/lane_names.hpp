// Names of lanes: the receiver and a keyed hash of the patient, so that neither store nor log holds a CPR number to order by.
#pragma once

#include "base/fault.hpp"
#include "gateway/ports/envelope.hpp"

#include <array>
#include <string>

namespace stafet {

class LaneNames {
   public:
    using Key = std::array<unsigned char, 32>;
    explicit LaneNames(const Key& key) : key_(key) {}

    /// Reads the key from `file`, or makes one (mode 0600) when there is none. Lose it, and messages that wait keep their order only
    /// among themselves.
    static Result<LaneNames> load(const std::string& file);

    /// A message about nobody gets a lane of its own: it has no order to keep.
    std::string lane(const std::string& receiver, const PatientRef& patient, const std::string& message_id) const;

   private:
    Key key_;
};

}  // namespace stafet
