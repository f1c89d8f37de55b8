// The doors that messages come through: POST /fhir/$process-message and POST /medcom, onto the FrontDoor port.
//
// Speaks HTTP and nothing else: what a message is and what is answered, the port decides.
#pragma once

#include "gateway/http/router.hpp"
#include "gateway/ports/front_door.hpp"

#include <functional>
#include <vector>

namespace stafet::http {

/// XML at both, FHIR JSON below /fhir; bodies of at most `max_body` bytes. `front` outlives the server.
void add_front_doors(Router& router, FrontDoor& front, std::size_t max_body);

/// ServerOptions::error_page in the words of the door that was asked: OperationOutcome below /fhir, a receipt on /medcom, else plain text.
std::function<HttpResponse(const HttpError&)> error_page(std::vector<const AnswerWriter*> words);

/// What came to a door, without HTTP; takes the body out of the request.
Submission submission_of(Door door, HttpRequest& request);
HttpResponse response_of(Answer answer);

/// The caller's X-Request-Id when it can be trusted in a log (1-128 of A-Z a-z 0-9 . _ : -), else a new one.
std::string request_id_of(const HttpRequest& request);

}  // namespace stafet::http
