// Life cycle of a Subscription. Pure.
//
//   requested --handshake answered--> active --endpoint gone--> error
//   requested --handshake failed----> error
//   any but off --cancelled, ended, replaced--> off
#pragma once

#include <cstdint>
#include <string_view>

namespace stafet::fhir_rest {

enum class SubscriptionEvent : std::uint8_t {
    handshake_answered,
    handshake_failed,
    endpoint_gone,  ///< 404 or 410 to a notification
    cancelled,      ///< DELETE
    ended,          ///< Subscription.end has passed
    replaced,       ///< a newer one of the same partner for the same kind is active
};

/// The status after `event`; the same status when the event means nothing in it.
std::string_view next_status(std::string_view status, SubscriptionEvent event);

}  // namespace stafet::fhir_rest
