#include "adapters/fhir_rest/subscription_status.hpp"

namespace stafet::fhir_rest {

std::string_view next_status(std::string_view status, SubscriptionEvent event) {
    if (status == "off") return status;
    switch (event) {
        case SubscriptionEvent::handshake_answered: return status == "requested" ? "active" : status;
        case SubscriptionEvent::handshake_failed: return status == "requested" ? "error" : status;
        case SubscriptionEvent::endpoint_gone: return status == "active" ? "error" : status;
        case SubscriptionEvent::cancelled: return "off";
        case SubscriptionEvent::ended: return "off";
        case SubscriptionEvent::replaced: return "off";
    }
    return status;
}

}  // namespace stafet::fhir_rest
