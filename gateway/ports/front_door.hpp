// Port between the server and the broker: one submission in, one answer out. Knows no HTTP library.
#pragma once

#include "gateway/ports/routing.hpp"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace stafet {

enum class Door : std::uint8_t { fhir, medcom };

struct Submission {
    Door door = Door::fhir;
    std::string body;
    std::string content_type;
    std::string accept;        ///< Accept header; "" = same as content_type
    std::string peer_certificate_sha256;
    std::string request_id;    ///< X-Request-Id of the caller or our own
    std::string language;      ///< Accept-Language, first tag; "" = da
    Instant received{};
};

struct Answer {
    int status = 500;
    std::string content_type;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<Format> letter{};  ///< set when the body is a letter: it goes in a transport envelope when the submission came in one
};

class FrontDoor {
   public:
    virtual ~FrontDoor() = default;
    /// Calls `done` exactly once, on any thread; a positive answer only after the message is durable.
    virtual void submit(Submission submission, std::function<void(Answer)> done) = 0;
};

/// Writes answers in the words of a door's protocol: OperationOutcome on fhir, receipts on medcom. Implemented by adapters.
/// `original` may be as empty as its bytes were unreadable. Pure, thread-safe.
class AnswerWriter {
   public:
    virtual ~AnswerWriter() = default;
    virtual Door door() const = 0;
    virtual Answer accepted(const Submission& submission, const Envelope& original, const std::string& correlation_id, const std::vector<Destination>& destinations, const Issues& warnings, Instant now) const = 0;
    virtual Answer refused(const Submission& submission, const Envelope& original, const Issues& issues, Instant now) const = 0;
};

}  // namespace stafet
