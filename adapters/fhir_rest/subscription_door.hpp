// Answers on /fhir/Subscription: create, read, delete, each for the partner that the client certificate names.
//
// JSON or XML as the caller accepts; what is refused is answered with an OperationOutcome in Danish or English.
#pragma once

#include "adapters/fhir_rest/subscriptions.hpp"
#include "gateway/ports/front_door.hpp"

#include <functional>
#include <string>

namespace stafet::fhir_rest {

class SubscriptionDoor {
   public:
    /// `subscriptions` outlives the door.
    explicit SubscriptionDoor(Subscriptions& subscriptions) : subscriptions_(subscriptions) {}

    /// 201 with Location and the resource (status requested) once it is durable; 400, 403, 422 or 503. `done` exactly once.
    void create(const Partner& partner, const Submission& submission, std::function<void(Answer)> done);
    /// 200, or 404 for one that is not the partner's.
    Answer read(const Partner& partner, const std::string& id, const Submission& submission) const;
    /// 204 once it is off, 404, 503.
    void remove(const Partner& partner, const std::string& id, const Submission& submission, std::function<void(Answer)> done);

   private:
    Subscriptions& subscriptions_;
};

}  // namespace stafet::fhir_rest
