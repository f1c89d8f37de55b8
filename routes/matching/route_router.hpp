// Router over the routes of a configuration. Immutable, thread-safe; looks up, never searches the registry.
//
// Every route that matches sends; the same kind goes to the same receiver once, by the first route. What cannot be sent is an error:
// a message goes to all its receivers or to none.
#pragma once

#include "routes/config/configuration.hpp"
#include "routes/matching/receivers.hpp"
#include "routes/matching/senders.hpp"

#include <functional>
#include <memory>

namespace stafet::fhir {
class Tree;
}

namespace stafet::routes {

/// The message in FHIR: its own tree, or what a letter becomes; nullptr when there is none. It lives as long as the reading.
using FhirForm = std::function<const fhir::Tree*(const Reading&)>;

/// What conditions in FHIRPath are asked of; composed by gateway/app. Both must be thread-safe.
struct Content {
    FhirForm fhir_form{};
    /// Answers memberOf() and conformsTo() about a message; may be empty.
    std::function<std::unique_ptr<fhir::fhirpath::Services>(const fhir::Tree&)> services{};
};

class RouteRouter : public Router {
   public:
    RouteRouter(std::shared_ptr<const PartnerRegistry> partners, std::vector<Route> routes, CanTranslate can_translate,
                Content content = {});

    const Partners& partners() const override { return *partners_; }
    Routing route(const Reading& message, Instant now, bool explain) const override;

   private:
    struct Rule {
        Route route;
        PartnerSet senders;
    };
    struct Errand;
    class Asked;

    bool applies(const Rule& rule, const Partner* sender, const Question& question) const;
    std::string why_not(const Rule& rule, const Partner* sender, const Question& question) const;
    void carry_out(const Route& route, Errand& errand) const;
    void send_to_organisation(const Route& route, Errand& errand) const;
    void send_to(const Route& route, const PartyRef& party, Errand& errand) const;
    void send_to(const Route& route, const Partner& named, Errand& errand) const;
    static std::string outcome_of(const Errand& errand, std::size_t sent_before, std::size_t issues_before);
    const Rule* rule_named(std::string_view name) const;
    bool is_author(const Partner& partner, const Errand& errand) const;

    std::shared_ptr<const PartnerRegistry> partners_;
    std::vector<Rule> rules_;
    CanTranslate can_translate_;
    Content content_;
};

}  // namespace stafet::routes
