#include "adapters/fhir_rest/subscription_door.hpp"

#include "adapters/fhir_rest/subscription.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/outcome/http_status.hpp"
#include "fhir_models/outcome/negotiation.hpp"
#include "fhir_models/outcome/operation_outcome.hpp"
#include "fhir_models/tree/finding.hpp"
#include "fhir_models/validation/validate.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

#include <algorithm>
#include <iterator>

namespace stafet::fhir_rest {

namespace {

constexpr fhir::ReadLimits subscription_limits{.max_bytes = 64 * 1024, .max_depth = 32, .max_nodes = 2'000};

Answer refusal(const Submission& submission, const Issues& issues) {
    fhir::OperationOutcome outcome(fhir::language_of(submission.language));
    for (const Issue& issue : issues) outcome.add(issue);
    const auto syntax = fhir::answer_syntax(submission.accept, submission.content_type);
    Answer answer;
    answer.status = fhir::http_status(issues);
    answer.content_type = fhir::media_type(syntax);
    answer.body = outcome.write(syntax);
    if (answer.status == 503) answer.headers.emplace_back("Retry-After", "5");
    return answer;
}

Answer not_found(const Submission& submission) {
    return refusal(submission, {fhir::finding(Severity::error, IssueType::not_found, "subscription-not-found", "", {},
                                              {"you have no such Subscription", "I har ingen sådan Subscription"})});
}

Answer faulty(const Submission& submission, const Fault& fault) {
    const bool too_many = fault.detail == "too-many-subscriptions";
    return refusal(submission,
                   {fhir::finding(Severity::error, too_many ? IssueType::business_rule : IssueType::transient,
                                  too_many ? fault.detail : "store-unavailable", "", {},
                                  {too_many ? "too many Subscriptions: use those you have" : "cannot be stored now, try again later",
                                   too_many ? "for mange Subscriptions: brug dem, I har" : "kan ikke gemmes nu, prøv igen senere"})});
}

Answer with_resource(const Submission& submission, int status, const StoredSubscription& subscription) {
    const auto syntax = fhir::answer_syntax(submission.accept, submission.content_type);
    const fhir::Tree tree = resource_of(subscription);
    Answer answer;
    answer.status = status;
    answer.content_type = fhir::media_type(syntax);
    answer.body = syntax == "xml" ? fhir::write_xml(tree.root()) : fhir::write_json(tree.root());
    return answer;
}

SubscriptionReading read_body(const Partner& partner, const Submission& submission) {
    auto outcome = fhir::read_any(submission.body, subscription_limits);
    if (!outcome.tree) return {std::nullopt, std::move(outcome.issues)};
    SubscriptionReading reading = read_subscription(*outcome.tree, partner, submission.received);
    for (Issues found : {std::move(outcome.issues), fhir::validate(*outcome.tree)})
        std::move(found.begin(), found.end(), std::back_inserter(reading.issues));
    if (has_errors(reading.issues)) reading.subscription.reset();
    return reading;
}

}  // namespace

void SubscriptionDoor::create(const Partner& partner, const Submission& submission, std::function<void(Answer)> done) {
    auto reading = read_body(partner, submission);
    if (!reading.subscription) return done(refusal(submission, reading.issues));
    subscriptions_.create(std::move(*reading.subscription), [submission, done = std::move(done)](Result<StoredSubscription> created) {
        if (!created) return done(faulty(submission, created.error()));
        Answer answer = with_resource(submission, 201, *created);
        answer.headers.emplace_back("Location", "/fhir/Subscription/" + created->id);
        done(std::move(answer));
    });
}

Answer SubscriptionDoor::read(const Partner& partner, const std::string& id, const Submission& submission) const {
    const auto found = subscriptions_.find(partner.id, id);
    return found ? with_resource(submission, 200, *found) : not_found(submission);
}

void SubscriptionDoor::remove(const Partner& partner, const std::string& id, const Submission& submission,
                              std::function<void(Answer)> done) {
    subscriptions_.cancel(partner.id, id, [submission, done = std::move(done)](Result<bool> cancelled) {
        if (!cancelled) return done(faulty(submission, cancelled.error()));
        if (!*cancelled) return done(not_found(submission));
        Answer answer;
        answer.status = 204;
        done(std::move(answer));
    });
}

}  // namespace stafet::fhir_rest
