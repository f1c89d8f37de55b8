// Why a message cannot go: one stable code per reason, in English and Danish, for the sender. Names organisations, never a person.
#pragma once

#include "gateway/ports/routing.hpp"
#include "routes/rules/route.hpp"

namespace stafet::routes::issues {

Issue sender_unknown();
Issue sender_not_registered(const Partner& sender, const Envelope& envelope);
Issue no_route(const Partner& sender, const Envelope& envelope);
Issue role_not_in_message(const Route& route);
Issue receiver_unknown(const Route& route, const PartyRef& named);
Issue receiver_ambiguous(const Route& route, const Partner& named);
Issue receiver_not_registered(const Route& route, const Partner& receiver);
Issue receiver_is_author(const Route& route);
Issue consent_missing(const Route& route, const Partner& receiver);
Issue translation_missing(const Route& route, const Partner& receiver, const Format& source);

}  // namespace stafet::routes::issues
