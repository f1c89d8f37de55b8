// Which messages of its kind a Subscription takes: conditions in FHIRPath over the message Bundle.
//
// Carried as the Subscriptions R5 Backport has filters for R4: extensions backport-filter-criteria on Subscription.criteria, here with an
// expression as their value; all must hold. Read once; bounded. Immutable.
#pragma once

#include "base/issue.hpp"
#include "base/time.hpp"
#include "fhir_models/fhirpath/expression.hpp"
#include "fhir_models/tree/tree.hpp"

#include <string>
#include <vector>

namespace stafet::fhir::fhirpath {
class Services;
}

namespace stafet::fhir_rest {

class SubscriptionFilter {
   public:
    static constexpr std::size_t max_expressions = 10;

    /// Of a Subscription resource, at most `max_expressions`. `issues` (may be nullptr) gets an error for each that cannot be used, at its
    /// place in `tree`, in words that name the character.
    static SubscriptionFilter read(const fhir::Tree& tree, Issues* issues);

    bool empty() const { return expressions_.empty(); }
    /// False as well when an expression cannot be evaluated on this message.
    /// `services` answers memberOf() and conformsTo(); nullptr: they cannot be evaluated.
    bool takes(const fhir::Node& message, Instant now, fhir::fhirpath::Services* services) const;
    bool operator==(const SubscriptionFilter& other) const;

   private:
    std::vector<fhir::fhirpath::Expression> expressions_;
};

}  // namespace stafet::fhir_rest
