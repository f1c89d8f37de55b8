// The receipts that a party writes: XCTL03 and XCTL02 in a VANSEnvelope for letters, a MedCom FHIR Acknowledgement for FHIR messages.
#pragma once

#include "base/time.hpp"
#include "deploy/demo/arrived.hpp"

#include <string>

namespace stafet::party {

/// Who this party is.
struct Identity {
    std::string name;  ///< partner id, for the output
    std::string sor;
    std::string gln;
};

struct Receipt {
    std::string name;    ///< "XCTL03", "Acknowledgement ok", ...
    std::string target;  ///< where the gateway takes it: "/medcom", "/fhir/$process-message"
    std::string content_type;
    std::string body;
};

/// A positive receipt when `refusal` is empty, else a negative one with that text.
Receipt write_receipt(const Identity& me, const Arrived& message, const std::string& refusal, Instant now);

/// A letter in a VANSEnvelope: how a practice sends one. `document` is "MCM:XREF15", `version` "XH1530R".
std::string wrap_letter(const std::string& sender_gln, const std::string& receiver_gln, const std::string& document,
                        const std::string& version, const std::string& letter, Instant now);

}  // namespace stafet::party
