#include "routes/matching/route_router.hpp"

#include "fhir_models/fhirpath/evaluate.hpp"
#include "routes/matching/law_line.hpp"
#include "routes/matching/routing_issues.hpp"

#include <algorithm>

namespace stafet::routes {

namespace {

template <class Range, class Value>
bool contains(const Range& range, const Value& value) {
    return std::find(range.begin(), range.end(), value) != range.end();
}

/// Registered in any syntax: a partner that writes FHIR may write it as JSON or XML.
bool may_send(const Partner& sender, const Envelope& envelope) {
    return std::any_of(sender.sends.begin(), sender.sends.end(), [&](const Capability& c) {
        return c.kind == envelope.kind && c.format.standard == envelope.format.standard && c.format.type == envelope.format.type &&
               c.format.version == envelope.format.version;
    });
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace

/// One message under way through the rules.
struct RouteRouter::Errand {
    const Envelope& envelope;
    const Partner& sender;
    const Partner* author;
    Instant now;
    Routing& routing;
    std::size_t named = 0;                         ///< receivers that the rule at hand named
    std::size_t authors = 0;                       ///< of these, the author itself
    const std::string* sent_already_by = nullptr;  ///< the rule that had sent the same to the same receiver
};

RouteRouter::RouteRouter(std::shared_ptr<const PartnerRegistry> partners, std::vector<Route> routes, CanTranslate can_translate,
                         Content content)
    : partners_(std::move(partners)), can_translate_(std::move(can_translate)), content_(std::move(content)) {
    for (auto& route : routes) {
        PartnerSet senders = senders_of(route, *partners_);
        rules_.push_back({std::move(route), std::move(senders)});
    }
}

/// The message as conditions see it; what only some of them need is made when the first asks.
class RouteRouter::Asked {
   public:
    Asked(const Content& content, const Reading& message, Instant now)
        : question_{message.envelope, [this, &content, &message] { return fhir_form(content, message); }, now} {}
    Asked(const Asked&) = delete;
    Asked& operator=(const Asked&) = delete;
    const Question& question() const { return question_; }

   private:
    const fhir::Tree* fhir_form(const Content& content, const Reading& message) {
        if (!made_ && content.fhir_form) {
            form_ = content.fhir_form(message);
            if (form_ && content.services) services_ = content.services(*form_);
            question_.services = services_.get();
        }
        made_ = true;
        return form_;
    }

    bool made_ = false;
    const fhir::Tree* form_ = nullptr;
    std::unique_ptr<fhir::fhirpath::Services> services_;
    Question question_;
};

Routing RouteRouter::route(const Reading& message, Instant now, bool explain) const {
    const Envelope& envelope = message.envelope;
    Asked asked(content_, message, now);
    const Question& question = asked.question();
    Routing routing;
    const Partner* sender = partners_->find(envelope.sender);
    const bool permitted = sender != nullptr && may_send(*sender, envelope);
    bool matched = false;
    for (const auto& rule : rules_) {
        const bool fits = applies(rule, sender, question);
        matched = matched || fits;
        std::string because;
        if (fits && permitted) {
            const Partner* author = envelope.author ? partners_->find(*envelope.author) : sender;
            Errand errand{envelope, *sender, author, now, routing};
            const std::size_t sent = routing.destinations.size();
            const std::size_t found = routing.issues.size();
            carry_out(rule.route, errand);
            if (explain) because = outcome_of(errand, sent, found);
        } else if (explain) {
            because = fits ? "the sender is not registered for this type" : why_not(rule, sender, question);
        }
        if (explain && fits && rule.route.when) because = "when: " + told(*rule.route.when, question) + "; " + because;
        if (explain) routing.trace.push_back({rule.route.name, fits, std::move(because)});
    }
    if (sender == nullptr)
        routing.issues.push_back(issues::sender_unknown());
    else if (!permitted)
        routing.issues.push_back(issues::sender_not_registered(*sender, envelope));
    else if (!matched)
        routing.issues.push_back(issues::no_route(*sender, envelope));
    return routing;
}

bool RouteRouter::applies(const Rule& rule, const Partner* sender, const Question& question) const {
    return contains(rule.route.messages, question.envelope.kind) && rule.senders.contains(sender) &&
           (!rule.route.when || holds(*rule.route.when, question));
}

std::string RouteRouter::why_not(const Rule& rule, const Partner* sender, const Question& question) const {
    const Route& route = rule.route;
    if (!contains(route.messages, question.envelope.kind))
        return "message: the rule is for " + joined(route.messages) + ", this is " + question.envelope.kind;
    if (sender == nullptr) return "from: the sender is not a registered partner";
    if (!rule.senders.contains(sender)) return "from: " + sender->id + " is not among " + joined(route.from);
    return "when: " + told(*route.when, question);
}

void RouteRouter::carry_out(const Route& route, Errand& errand) const {
    const Envelope& envelope = errand.envelope;
    switch (route.role) {
        case Role::own_practice:
            if (envelope.own_practice) send_to(route, *envelope.own_practice, errand);
            break;
        case Role::home_municipality:
            if (envelope.home_municipality) send_to(route, *envelope.home_municipality, errand);
            break;
        case Role::care_team:
            for (const auto& member : envelope.care_team) send_to(route, member, errand);
            break;
        case Role::addressee:
            for (const auto& receiver : envelope.receivers) send_to(route, receiver, errand);
            break;
        case Role::organisation: send_to_organisation(route, errand); break;
    }
    if (errand.named == 0)
        errand.routing.issues.push_back(issues::role_not_in_message(route));
    else if (errand.authors == errand.named)
        errand.routing.issues.push_back(issues::receiver_is_author(route));
}

void RouteRouter::send_to_organisation(const Route& route, Errand& errand) const {
    ++errand.named;
    PartyRef wanted;
    wanted.name = route.organisation;
    if (const Partner* named = partners_->by_id(route.organisation))
        send_to(route, *named, errand);
    else
        errand.routing.issues.push_back(issues::receiver_unknown(route, wanted));
}

void RouteRouter::send_to(const Route& route, const PartyRef& party, Errand& errand) const {
    if (party.empty()) return;
    ++errand.named;
    if (const Partner* named = partners_->find(party))
        send_to(route, *named, errand);
    else
        errand.routing.issues.push_back(issues::receiver_unknown(route, party));
}

std::string RouteRouter::outcome_of(const Errand& errand, std::size_t sent_before, std::size_t issues_before) {
    std::string outcome;
    const auto add = [&](const std::string& text) { outcome += (outcome.empty() ? "" : "; ") + text; };
    for (std::size_t i = sent_before; i < errand.routing.destinations.size(); ++i) {
        const Destination& d = errand.routing.destinations[i];
        add("sends " + d.kind + " to " + d.receiver->id + " as " + to_string(d.format));
    }
    for (std::size_t i = issues_before; i < errand.routing.issues.size(); ++i) add(errand.routing.issues[i].code);
    if (errand.authors > 0) add("leaves out the author");
    if (errand.sent_already_by != nullptr) add("already sent by " + *errand.sent_already_by);
    return outcome;
}

bool RouteRouter::is_author(const Partner& partner, const Errand& errand) const {
    return &partner == errand.author || &partner == &errand.sender;
}

void RouteRouter::send_to(const Route& route, const Partner& named, Errand& errand) const {
    auto& found = errand.routing.issues;
    const UnitChoice choice = is_author(named, errand) ? UnitChoice{&named, false} : unit_for(named, route, errand.sender.law, *partners_);
    if (choice.ambiguous) return found.push_back(issues::receiver_ambiguous(route, named));
    if (choice.unit == nullptr) return found.push_back(issues::receiver_not_registered(route, named));
    const Partner& receiver = *choice.unit;
    if (is_author(receiver, errand)) {
        ++errand.authors;
        return;
    }
    const FormChoice form = form_for(receiver, route.send, errand.envelope.format, can_translate_);
    if (form.capability == nullptr)
        return found.push_back(form.translation_missing ? issues::translation_missing(route, receiver, errand.envelope.format)
                                                        : issues::receiver_not_registered(route, receiver));
    auto basis = legal_basis_for(route, errand.envelope, errand.sender, receiver, *partners_, errand.now);
    if (!basis) return found.push_back(issues::consent_missing(route, receiver));

    for (const Destination& earlier : errand.routing.destinations)
        if (earlier.receiver == &receiver && earlier.kind == form.capability->kind) {
            errand.sent_already_by = earlier.rule == route.name ? nullptr : &rule_named(earlier.rule)->route.name;
            return;
        }
    Destination destination;
    destination.receiver = &receiver;
    destination.kind = form.capability->kind;
    destination.format = form.capability->format;
    destination.rule = route.name;
    destination.role = to_string(route.role);
    destination.purpose = route.purpose;
    destination.legal_basis = std::move(*basis);
    destination.retry = route.retry;
    errand.routing.destinations.push_back(std::move(destination));
}

const RouteRouter::Rule* RouteRouter::rule_named(std::string_view name) const {
    const auto found = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& r) { return r.route.name == name; });
    return found == rules_.end() ? nullptr : &*found;
}

}  // namespace stafet::routes
