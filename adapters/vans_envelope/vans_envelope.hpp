// VANSEnvelope 1.0.4 (urn:oio:medcom:vans-envelope:1.0.4): the transport envelope around letters and FHIR messages.
//
// Read leniently: other versions of the namespace, ids that are no UUIDs, a missing Transport, names without "MCM:" are warnings or
// nothing. Written strictly. One message per envelope, as the schema says; more are an error. Never looks into the letter.
#pragma once

#include "gateway/ports/standard.hpp"

#include <memory>

namespace stafet::vans {

std::unique_ptr<TransportEnvelope> make_vans_envelope();

}  // namespace stafet::vans
