// The door of the mailbox: list, fetch, confirm.
//
//   GET  /mailbox                 200, JSON {"messages": [...]}, oldest first
//   GET  /mailbox/{id}            200, the message as it would have been pushed; leased until X-Leased-Until
//   POST /mailbox/{id}/confirm    204: the caller holds it, it will not come back
//
// The certificate says who asks. ?receiver=<partner id> names a sub-unit that the certificate's owner speaks for.
#pragma once

#include "gateway/http/router.hpp"
#include "gateway/ports/mailbox.hpp"
#include "gateway/ports/routing.hpp"
#include "gateway/runtime/worker_pool.hpp"

#include <functional>

namespace stafet::http {

/// `partners` is asked for every request, so that a new registry counts at once. Mailbox calls run on `workers`. All outlive the server.
void add_mailbox_door(Router& router, Mailbox& mailbox, std::function<const Partners&()> partners, WorkerPool& workers);

}  // namespace stafet::http
