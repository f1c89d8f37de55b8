// Port of translation: a message in one form -> the same message in another, with a report of what could not be carried.
//
// Pure: no I/O, no clock but the one passed in. Thread-safe.
#pragma once

#include "gateway/ports/standard.hpp"

#include <string>
#include <vector>

namespace stafet {

/// One element of the source that the target does not carry, or carries changed.
struct Loss {
    enum class Kind : std::uint8_t { not_carried, as_text, truncated, code_unmapped };
    Kind kind = Kind::not_carried;
    std::string path;    ///< in the source's words
    std::string reason;  ///< without the value: a loss report is stored and shown to operators
};

std::string_view to_string(Loss::Kind kind);

struct LossReport {
    std::vector<Loss> losses;
    std::size_t leaves_total = 0;    ///< leaves of the source
    std::size_t leaves_carried = 0;  ///< of these, read by a row of the map
};

struct TranslationRequest {
    const Reading* source = nullptr;
    Format target;
    std::string kind;       ///< business kind to produce: an epicrisis can also yield a discharge-notification
    PartyRef sender;        ///< as the partner registry completes it (SOR, GLN, ydernummer, name)
    PartyRef receiver;
    bool parties_registered = true;  ///< false: no registry completed the parties, so one without SOR id or GLN is a warning only
    std::string message_id;   ///< letter id / MessageHeader.id of the result; ignored when bytes pass through unchanged
    std::string envelope_id;  ///< Envelope.Identifier / Bundle.id of the result
    Instant now{};
};

struct Translation {
    std::string bytes;
    std::string content_type;  ///< "application/fhir+json", "application/xml"
    bool unchanged = false;    ///< the source bytes, untouched
    std::string message_id;    ///< the ids that the bytes really carry
    std::string envelope_id;
    std::string name_suffix;   ///< for the transport envelope's document name; may be empty
    LossReport loss;
    Issues issues;             ///< errors: the target cannot be written from this source
};

/// Answers an earlier message in that message's own standard.
struct AcknowledgementRequest {
    Envelope original;  ///< ids, parties and format of the message that is answered
    AcknowledgedRef outcome;
    Issues issues;      ///< findings behind a negative outcome; may be empty
    PartyRef sender;    ///< who acknowledges: the receiver of the leg
    PartyRef receiver;  ///< the original sender
    Format target;      ///< Acknowledgement or XCTL, as the original sender reads it
    std::string message_id;
    std::string envelope_id;
    Instant now{};
};

class Translator {
   public:
    virtual ~Translator() = default;
    /// True when a translation from `source` to `target` for this kind exists; used by lint as well.
    virtual bool can_translate(const Format& source, const Format& target, std::string_view kind) const = 0;
    virtual Translation translate(const TranslationRequest& request) const = 0;
    virtual Translation acknowledge(const AcknowledgementRequest& request) const = 0;
};

}  // namespace stafet
