// For whom a request acts: the owner of its client certificate, or the sub-unit of the owner that ?receiver=<partner id> names.
#pragma once

#include "gateway/http/message.hpp"
#include "gateway/ports/routing.hpp"

namespace stafet::http {

/// nullptr when the certificate is nobody's or may not act for the partner that is named.
const Partner* acting_partner(const HttpRequest& request, const Partners& partners);

}  // namespace stafet::http
