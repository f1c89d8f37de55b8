#include "adapters/fhir_rest/subscription.hpp"

#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/tree/finding.hpp"
#include "gateway/http/client.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace stafet::fhir_rest {

using fhir::Node;

namespace {

constexpr std::string_view criteria_prefix = "Bundle?message.event=";
constexpr std::string_view payload_content = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content";

/// Event code -> business kind.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kinds{{
    {"epicrisis", "epicrisis"},
    {"referral", "referral"},
    {"plan-update", "plan-update"},
    {"correspondence", "correspondence"},
    {"hospital-notification-message", "discharge-notification"},
}};

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

void add_host(std::vector<std::string>& hosts, const std::string& url) {
    if (const auto parsed = http::parse_url(url)) hosts.push_back(lower(parsed->endpoint.host));
}

/// Collects findings on one Subscription.
class Reader {
   public:
    Reader(const fhir::Tree& tree, const Partner& partner) : tree_(tree), partner_(partner) {}

    void error(IssueType type, const Node& where, std::string_view code, fhir::Words words) {
        const Position at = where.offset == fhir::no_offset ? Position{} : position_of(tree_.source(), where.offset);
        issues.push_back(fhir::finding(Severity::error, type, code, path_of(where), at, std::move(words)));
    }
    /// The element, or its parent when it is missing.
    const Node& place(const Node& parent, std::string_view name) const { return parent.child(name) ? *parent.child(name) : parent; }

    void check_status(const Node& root);
    std::string kind(const Node& root);
    void check_channel(const Node& channel);
    void check_end(const Node& root, Instant now);

    Issues issues;

   private:
    void check_endpoint(const Node& channel);
    bool receives(std::string_view kind) const {
        return std::any_of(partner_.receives.begin(), partner_.receives.end(), [&](const Capability& c) {
            return c.kind == kind && (c.format.standard == "fhir" || c.format.standard == "medcom-fhir");
        });
    }

    const fhir::Tree& tree_;
    const Partner& partner_;
};

void Reader::check_status(const Node& root) {
    if (root.text("status") != "requested")
        error(IssueType::value, place(root, "status"), "subscription-status",
              {"a new Subscription has status requested; it becomes active after the handshake",
               "en ny Subscription har status requested; den bliver active efter handshake"});
    if (root.text("reason").empty())
        error(IssueType::required, root, "subscription-reason-missing",
              {"Subscription.reason is required", "Subscription.reason skal angives"});
}

std::string Reader::kind(const Node& root) {
    const auto found = kind_of_criteria(root.text("criteria"));
    if (!found) {
        error(IssueType::not_supported, place(root, "criteria"), "subscription-criteria",
              {"criteria must be Bundle?message.event=<epicrisis, referral, plan-update, correspondence or hospital-notification-message>",
               "criteria skal være Bundle?message.event=<epicrisis, referral, plan-update, correspondence eller "
               "hospital-notification-message>"});
        return {};
    }
    if (!receives(*found))
        error(IssueType::business_rule, place(root, "criteria"), "subscription-kind-not-registered",
              {"the partner registry does not let you receive this kind of message as FHIR",
               "partnerregistret giver dig ikke adgang til denne meddelelsestype som FHIR"});
    return *found;
}

void Reader::check_endpoint(const Node& channel) {
    const Node& where = place(channel, "endpoint");
    const auto url = http::parse_url(channel.text("endpoint"));
    if (!url || !url->tls)
        return error(IssueType::value, where, "subscription-endpoint",
                     {"channel.endpoint must be an https URL", "channel.endpoint skal være en https-adresse"});
    const auto hosts = hosts_of(partner_);
    if (std::find(hosts.begin(), hosts.end(), lower(url->endpoint.host)) == hosts.end())
        error(IssueType::forbidden, where, "subscription-endpoint-host",
              {"channel.endpoint is on a host that the partner registry does not name for you",
               "channel.endpoint ligger på en host, som partnerregistret ikke har for jer"});
}

void Reader::check_channel(const Node& channel) {
    if (channel.text("type") != "rest-hook")
        error(IssueType::not_supported, place(channel, "type"), "subscription-channel-type",
              {"channel.type must be rest-hook", "channel.type skal være rest-hook"});
    const auto payload = channel.text("payload");
    if (payload != "application/fhir+json" && payload != "application/fhir+xml")
        error(IssueType::not_supported, place(channel, "payload"), "subscription-payload",
              {"channel.payload must be application/fhir+json or application/fhir+xml",
               "channel.payload skal være application/fhir+json eller application/fhir+xml"});
    const Node* payload_node = channel.child("payload");
    for (const Node* e = payload_node ? payload_node->child("extension") : nullptr; e; e = e->next_same())
        if (e->text("url") == payload_content && e->text("valueCode") != "full-resource")
            error(IssueType::not_supported, *e, "subscription-payload-content",
                  {"only full-resource notifications are sent", "der sendes kun notifikationer med full-resource"});
    if (const Node* header = channel.child("header"))
        error(IssueType::not_supported, *header, "subscription-header",
              {"channel.header is not supported: the gateway identifies itself by its certificate",
               "channel.header understøttes ikke: gatewayen identificerer sig med sit certifikat"});
    check_endpoint(channel);
}

void Reader::check_end(const Node& root, Instant now) {
    const Node* end = root.child("end");
    if (!end) return;
    const auto when = from_iso8601(end->value);
    if (!when || *when <= now)
        error(IssueType::value, *end, "subscription-end",
              {"end must be a later point in time, with time zone", "end skal være et senere tidspunkt, med tidszone"});
}

}  // namespace

std::optional<std::string> kind_of_criteria(std::string_view criteria) {
    if (!criteria.starts_with(criteria_prefix)) return std::nullopt;
    auto code = criteria.substr(criteria_prefix.size());
    std::string_view system;
    if (const auto bar = code.find('|'); bar != std::string_view::npos) {
        system = code.substr(0, bar);
        code = code.substr(bar + 1);
    }
    for (const auto& [event, kind] : kinds) {
        if (event != code) continue;
        const bool medcom = event == "hospital-notification-message";
        const std::string_view expected =
            medcom ? "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-eventCodes" : "urn:stafet:fhir:message-events";
        if (system.empty() || system == expected) return std::string(kind);
    }
    return std::nullopt;
}

std::vector<std::string> hosts_of(const Partner& partner) {
    std::vector<std::string> hosts;
    add_host(hosts, partner.endpoint.url);
    for (const auto& [kind, endpoint] : partner.endpoints_by_kind) add_host(hosts, endpoint.url);
    if (!partner.server_name.empty()) hosts.push_back(lower(partner.server_name));
    return hosts;
}

SubscriptionReading read_subscription(const fhir::Tree& tree, const Partner& partner, Instant now) {
    SubscriptionReading reading;
    Reader reader(tree, partner);
    const Node& root = tree.root();
    if (root.resource_type != "Subscription") {
        reader.error(IssueType::not_supported, root, "not-a-subscription",
                     {"a Subscription resource is expected", "der forventes en Subscription"});
        reading.issues = std::move(reader.issues);
        return reading;
    }
    reader.check_status(root);
    const std::string kind = reader.kind(root);
    SubscriptionFilter::read(tree, &reader.issues);
    reader.check_end(root, now);
    if (const Node* channel = root.child("channel"))
        reader.check_channel(*channel);
    else
        reader.error(IssueType::required, root, "subscription-channel-missing",
                     {"Subscription.channel is required", "Subscription.channel skal angives"});
    reading.issues = std::move(reader.issues);
    if (has_errors(reading.issues)) return reading;

    StoredSubscription stored;
    stored.partner = partner.id;
    stored.kind = kind;
    stored.endpoint = root.text_at("channel.endpoint");
    stored.content_type = root.text_at("channel.payload");
    stored.status = "requested";
    stored.resource = fhir::write_json(root);
    reading.subscription = std::move(stored);
    return reading;
}

SubscriptionTerms terms_of(const StoredSubscription& subscription) {
    const auto outcome = fhir::read_json(subscription.resource);
    if (!outcome.tree) return {};
    return {from_iso8601(outcome.tree->root().text("end")), SubscriptionFilter::read(*outcome.tree, nullptr)};
}

fhir::Tree resource_of(const StoredSubscription& subscription) {
    auto outcome = fhir::read_json(subscription.resource);
    const fhir::Tree created = outcome.tree ? std::move(*outcome.tree) : fhir::Tree{};
    fhir::Tree tree;
    tree.root().resource_type = "Subscription";
    tree.append(tree.root(), "id", subscription.id);
    for (const Node* child = created.root().first; child; child = child->next) {
        if (child->name == "id") continue;
        Node& copy = tree.append_copy(tree.root(), *child);
        if (copy.name == "status") tree.set_value(copy, subscription.status);
    }
    return tree;
}

}  // namespace stafet::fhir_rest
