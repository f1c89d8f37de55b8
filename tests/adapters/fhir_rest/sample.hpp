// A subscriber of the demo cast, its Subscription, and the world around it with the clock and the network in hand.
#pragma once

#include "adapters/fhir_rest/subscription_door.hpp"
#include "adapters/fhir_rest/subscription_transport.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "gateway/runtime/log.hpp"
#include "tests/simulation/memory_store.hpp"
#include "tests/support/shared.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <string>

namespace stafet::testing {

inline Partner nursing() {
    Partner partner;
    partner.id = "testby-sygepleje";
    partner.party.sor = "990010000000004";
    partner.endpoint = {Endpoint::Channel::push, "https://fagsystem.testby.example:8443/medcom", true};
    partner.endpoints_by_kind["referral"] = {Endpoint::Channel::subscription, "https://fhir.testby.example/", false};
    partner.receives.push_back({"referral", {"fhir", "referral", "1", "json"}});
    partner.receives.push_back({"discharge-notification", {"medcom-fhir", "HospitalNotification", "3.0", "json"}});
    partner.receives.push_back({"correspondence", {"oioxml", "XDIS91", "XD9134L", "xml"}});
    partner.certificate_sha256.push_back("ab01");
    return partner;
}

inline std::string subscription_json(const std::string& criteria = "Bundle?message.event=referral", const std::string& channel_more = "",
                                     const std::string& more = "") {
    return R"({"resourceType":"Subscription","status":"requested","reason":"Henvisninger til sygeplejen","criteria":")" + criteria + "\"" +
           more +
           R"(,"channel":{"type":"rest-hook","endpoint":"https://FHIR.testby.example/notifikation","payload":"application/fhir+json")" +
           channel_more + "}}";
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE_MESSAGE(at != std::string::npos, from);
    return text.replace(at, from.size(), to);
}

inline fhir::Tree parsed(std::string bytes) {
    auto outcome = fhir::read_any(std::move(bytes));
    REQUIRE(outcome.tree);
    return std::move(*outcome.tree);
}

struct OnePartner final : Partners {
    Partner partner = nursing();
    const Partner* by_id(std::string_view id) const override { return id == partner.id ? &partner : nullptr; }
    const Partner* by_certificate(std::string_view) const override { return nullptr; }
    const Partner* find(const PartyRef&) const override { return nullptr; }
    bool speaks_for(const Partner&, const Partner&) const override { return false; }
    std::vector<const Partner*> all() const override { return {&partner}; }
};

struct StoppedClock final : Clock {
    Instant at = *from_iso8601("2026-11-21T09:00:00Z");
    Instant now() const override { return at; }
};

struct CountingIds final : IdSource {
    int next = 0;
    std::string uuid() override { return "00000000-0000-4000-8000-00000000000" + std::to_string(++next); }
    std::string letter_id() override { return "L" + std::to_string(++next); }
};

/// What was posted, and how the subscriber answers it.
struct Network {
    struct Posted {
        http::HttpEndpoint endpoint;
        std::string target, body, content_type;
        std::function<void(DeliveryOutcome)> done;
    };
    std::deque<Posted> posted;

    fhir_rest::Post post() {
        return [this](const http::HttpEndpoint& endpoint, http::OutgoingRequest request, std::function<void(DeliveryOutcome)> done) {
            posted.push_back({endpoint, request.target, *request.body, std::string(request.headers.find("Content-Type")), std::move(done)});
        };
    }
    /// Answers the oldest request.
    void answer(DeliveryOutcome::Kind kind, const std::string& reason) {
        REQUIRE_FALSE(posted.empty());
        auto done = std::move(posted.front().done);
        posted.pop_front();
        DeliveryOutcome outcome;
        outcome.kind = kind;
        outcome.reason = reason;
        done(std::move(outcome));
    }
    void answer_ok() { answer(DeliveryOutcome::Kind::delivered, "http-200"); }
};

struct World {
    MemoryDisk disk;
    MemoryStore store{disk};
    StoppedClock clock;
    CountingIds ids;
    OnePartner partners;
    Network network;
    fhir_rest::Subscriptions subscriptions{{store, clock, ids, partners, network.post()}};
    fhir_rest::SubscriptionDoor door{subscriptions};
    std::deque<std::function<void()>> work;
    fhir_rest::SubscriptionTransport transport{subscriptions, [this](std::function<void()> one) { work.push_back(std::move(one)); }};

    World() {
        log::set_sink([](std::string_view) {});
    }
    Submission submission(const std::string& body = "") const {
        Submission s;
        s.body = body;
        s.content_type = "application/fhir+json";
        s.received = clock.at;
        return s;
    }
    Answer create(const std::string& body = subscription_json()) {
        Answer answer;
        door.create(partners.partner, submission(body), [&](Answer a) { answer = std::move(a); });
        return answer;
    }
    /// Creates one and lets it answer its handshake; its id.
    std::string activate(const std::string& body = subscription_json()) {
        const auto answer = create(body);
        REQUIRE(answer.status == 201);
        network.answer_ok();
        return std::string(parsed(answer.body).root().text("id"));
    }
    std::string status(const std::string& id) const {
        const auto found = subscriptions.find(partners.partner.id, id);
        return found ? found->status : "";
    }
};

}  // namespace stafet::testing
