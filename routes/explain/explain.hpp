// Why a message goes where it goes: every rule, why and why not, for people and as JSON.
//
// Shows ids, kinds, forms and the rules' own words; of the message itself nothing but its type and its findings' codes and places.
#pragma once

#include "gateway/ports/routing.hpp"
#include "gateway/ports/standard.hpp"

#include <functional>
#include <string>

namespace stafet::routes {

/// How the application reads a message: any standard, with or without its transport envelope.
using MessageReader = std::function<Reading(std::string bytes)>;

struct Explanation {
    bool readable = false;  ///< false: not well-formed; nothing was routed
    Format format;
    std::string kind;
    Issues validation;  ///< findings against profiles as they weigh for the sender
    Routing routing;

    /// True when the gateway would accept the message, as far as routing and validation decide.
    bool accepted() const { return readable && !has_errors(validation) && !has_errors(routing.issues); }
};

Explanation explain(std::string message, const MessageReader& read, const Router& router, Instant now);

std::string to_text(const Explanation& explanation);
std::string to_json(const Explanation& explanation);

}  // namespace stafet::routes
