// Port of a message standard: bytes -> what it is and what is wrong with it, in one pass.
//
// Implemented by adapters/<standard>. Pure: no I/O, thread-safe; reads no clock but for rules of profiles that ask for the time.
#pragma once

#include "base/issue.hpp"
#include "gateway/ports/envelope.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace stafet {

/// The parsed form of one message, known only to the adapters; parsed once for validation, routing and translation.
class Document {
   public:
    virtual ~Document() = default;
};

struct Reading {
    Envelope envelope;      ///< as far as it could be read, even when issues has errors: ids of a bad message are needed to answer
    Issues issues;          ///< errors here refuse the message, whoever sends it
    std::string profile;    ///< canonical "url|version" of the profile that the message is of; "" for none
    Issues profile_issues;  ///< findings against profiles; the sender's ValidationPolicy says what they weigh
    std::shared_ptr<const Document> document;  ///< null when the bytes are not well-formed
    std::string charset;                       ///< as decoded: "UTF-8", "ISO-8859-1", "windows-1252"
};

class Standard {
   public:
    virtual ~Standard() = default;
    virtual std::string_view name() const = 0;  ///< "fhir", "oioxml", ...
    /// A cheap look at the first bytes; at most one standard says yes to well-formed input.
    virtual bool recognises(std::string_view bytes) const = 0;
    /// Identify and validate.
    virtual Reading read(std::string bytes) const = 0;
};

/// What a transport envelope (VANSEnvelope) holds.
struct Unwrapped {
    std::string transport_id;  ///< EnvelopeIdentifier
    std::string sender_gln;
    std::string receiver_gln;
    Instant sent{};
    std::string document_name;     ///< "MCM:XDIS91"
    std::string document_version;  ///< "XD9134L"
    std::string letter;            ///< decoded bytes of the letter; empty for a receipt
    std::string receipt;           ///< a transport receipt: "PositiveMessage", "NegativeMessage" or "NegativeVans"; "" for a message
    std::string receipt_for;       ///< EnvelopeIdentifier that the transport receipt answers
    Issues issues;
};

struct WrapRequest {
    std::string transport_id;  ///< UUID
    std::string message_id;    ///< MetaInformation/Identifier: UUID, stable over resends
    std::string sender_gln;
    std::string receiver_gln;
    Instant sent{};
    Format format;
    std::string name_suffix;  ///< after '#': "ok", "EndHospitalStay"; may be empty
    std::string_view letter;
};

/// Port of a transport envelope around letters. Pure, thread-safe.
class TransportEnvelope {
   public:
    virtual ~TransportEnvelope() = default;
    virtual bool recognises(std::string_view bytes) const = 0;
    virtual Unwrapped unwrap(std::string_view bytes) const = 0;
    virtual std::string wrap(const WrapRequest& request) const = 0;
};

}  // namespace stafet
