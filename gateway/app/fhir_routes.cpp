#include "gateway/app/fhir_routes.hpp"

#include "adapters/fhir_rest/capability_statement.hpp"
#include "adapters/fhir_rest/subscription_door.hpp"
#include "adapters/medcom_fhir/message_types.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/outcome/negotiation.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "gateway/app/version.hpp"
#include "gateway/http/acting_partner.hpp"
#include "gateway/http/front_doors.hpp"
#include "gateway/http/query.hpp"

namespace stafet::app {

namespace {

constexpr std::size_t max_subscription_bytes = 64 * 1024;
/// What is accepted is kept, and so is its answer; the statement promises a year of it.
constexpr std::uint32_t reliable_cache_minutes = 365 * 24 * 60;

struct Subscribing {
    explicit Subscribing(FhirRoutesParts given) : parts(std::move(given)), door(parts.subscriptions) {}
    FhirRoutesParts parts;
    fhir_rest::SubscriptionDoor door;

    Answer denied(const Submission& submission) const {
        Issue issue;
        issue.type = IssueType::forbidden;
        issue.code = "certificate-unknown";
        issue.text = "the client certificate belongs to no registered partner, or may not act for the one named by ?receiver";
        issue.text_da = "klientcertifikatet tilhører ingen registreret partner eller må ikke handle for den, som ?receiver nævner";
        for (const auto* writer : parts.answers)
            if (writer->door() == Door::fhir) return writer->refused(submission, {}, {issue}, submission.received);
        return {403, "", "", {}};
    }
};

using Act = std::function<void(const Partner&, const Submission&, const http::HttpRequest&, std::function<void(Answer)>)>;

http::Handler as_partner(const std::shared_ptr<Subscribing>& subscribing, Act act) {
    return [subscribing, act = std::move(act)](http::HttpRequest request, http::Respond respond) {
        const Submission submission = http::submission_of(Door::fhir, request);
        const Partner* partner = http::acting_partner(request, subscribing->parts.partners);
        if (!partner) return respond(http::response_of(subscribing->denied(submission)));
        act(*partner, submission, request,
            [respond = std::move(respond)](Answer answer) { respond(http::response_of(std::move(answer))); });
    };
}

fhir_rest::ServerFacts facts_of(const routes::GatewayConfig& configuration, const fhir::Library& definitions) {
    fhir_rest::ServerFacts facts;
    facts.version = version;
    facts.base_url = (configuration.public_url.empty() ? "https://" + configuration.listen : configuration.public_url) + "/fhir";
    facts.released = system_clock().now();
    facts.reliable_cache_minutes = reliable_cache_minutes;
    for (const bool sender : {false, true})
        for (const auto& row : medcom::message_types())
            facts.messages.push_back({sender, medcom::definition_of(row) + '|' + std::string(row.version)});
    for (const auto& s : definitions.structures())
        if (s->constrains && s.text(s->type) == "Bundle")
            facts.bundle_profiles.push_back(std::string(s.text(s->url)) + '|' + std::string(s.text(s->version)));
    return facts;
}

http::Handler metadata(const routes::GatewayConfig& configuration, const fhir::Library& definitions) {
    const auto statement = fhir_rest::capability_statement(facts_of(configuration, definitions));
    const auto json = std::make_shared<const std::string>(fhir::write_json(statement.root()));
    const auto xml = std::make_shared<const std::string>(fhir::write_xml(statement.root()));
    return [json, xml](http::HttpRequest request, http::Respond respond) {
        const auto format = http::values_of(http::query_of(request.target), "_format");
        const auto syntax = fhir::answer_syntax(format.empty() ? request.headers.find("Accept") : std::string_view(format.back()), "");
        http::HttpResponse response;
        response.content_type = fhir::media_type(syntax);
        response.body = syntax == "xml" ? *xml : *json;
        respond(std::move(response));
    };
}

}  // namespace

void add_fhir_routes(http::Router& router, FhirRoutesParts parts) {
    router.add({"GET", "/fhir/metadata", metadata(parts.configuration, parts.definitions)});
    const auto subscribing = std::make_shared<Subscribing>(std::move(parts));
    router.add(
        {"POST", "/fhir/Subscription",
         as_partner(subscribing,
                    [subscribing](const Partner& partner, const Submission& submission, const http::HttpRequest&,
                                  std::function<void(Answer)> done) { subscribing->door.create(partner, submission, std::move(done)); }),
         max_subscription_bytes});
    router.add({"GET", "/fhir/Subscription/{id}",
                as_partner(subscribing, [subscribing](const Partner& partner, const Submission& submission,
                                                      const http::HttpRequest& request, std::function<void(Answer)> done) {
                    done(subscribing->door.read(partner, request.parameters.at(0), submission));
                })});
    router.add({"DELETE", "/fhir/Subscription/{id}",
                as_partner(subscribing, [subscribing](const Partner& partner, const Submission& submission,
                                                      const http::HttpRequest& request, std::function<void(Answer)> done) {
                    subscribing->door.remove(partner, request.parameters.at(0), submission, std::move(done));
                })});
}

}  // namespace stafet::app
