// Many different messages from one file without parsing it: fresh ids, many patients, any size.
//
// The patients are nobody's: 290200 with a running number below 4000 says 29 February 1900, a day that did not exist.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace stafet::bench {

class MessageTemplate {
   public:
    /// `text` is an epicrisis Bundle with the ids below; text is added to its narrative until the message has `bytes` (0: as it is).
    MessageTemplate(std::string text, std::size_t bytes);
    /// Message `number` of run `run`: no two have an id in common.
    std::string make(std::uint32_t run, std::uint32_t number) const;

   private:
    enum class Field : std::uint8_t { bundle_id, message_id, patient };
    struct Place {
        std::size_t at;
        Field field;
    };
    std::string text_;
    std::vector<Place> places_;
};

}  // namespace stafet::bench
