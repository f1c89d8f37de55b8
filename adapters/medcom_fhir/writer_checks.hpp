// What a party needs before a MedCom message can name it.
#pragma once

#include "base/issue.hpp"
#include "gateway/ports/envelope.hpp"

#include <string_view>

namespace stafet::medcom {

/// MedComMessagingOrganization: SOR 1..1 and EAN 1..1. `role` is "sender" or "receiver".
void require_messaging_party(const PartyRef& party, std::string_view role, Issues& issues);

}  // namespace stafet::medcom
