// Ports of routing: the partner registry and the router. Implemented by routes/ from YAML. Immutable, thread-safe.
#pragma once

#include "base/issue.hpp"
#include "gateway/ports/standard.hpp"
#include "gateway/ports/validation_policy.hpp"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace stafet {

/// The law that an organisation or unit works under: the line that health data does not cross without a recorded basis (R033, R034).
enum class LawDomain : std::uint8_t { sundhedslov, servicelov };
std::string_view to_string(LawDomain law);

/// How a partner takes what we have for it.
struct Endpoint {
    enum class Channel : std::uint8_t { push, subscription, mailbox };
    Channel channel = Channel::push;
    std::string url;             ///< https URL; "" for a mailbox
    bool vans_envelope = false;  ///< letters go inside a VANSEnvelope
    bool operator==(const Endpoint&) const = default;
};

/// "push", "subscription", "mailbox": the name of the transport.
std::string_view to_string(Endpoint::Channel channel);

struct Capability {
    std::string kind;  ///< business kind
    Format format;     ///< the form in which the partner reads or sends it
};

/// An organisation or sub-unit that exchanges messages through this gateway.
struct Partner {
    std::string id;      ///< the YAML key: short, no personal data; safe in logs and metric labels
    PartyRef party;
    std::string actor;   ///< sygehus, almen-praksis, kommune, ... (R003)
    std::string parent;  ///< partner id of the parent organisation; "" when top-level
    LawDomain law = LawDomain::sundhedslov;
    Endpoint endpoint;   ///< for every kind that has none of its own
    std::map<std::string, Endpoint, std::less<>> endpoints_by_kind;
    std::vector<Capability> receives;  ///< in the partner's own order of preference
    std::vector<Capability> sends;
    std::string acknowledgements;              ///< "medcom-fhir" or "oioxml": the form of receipts it reads
    std::vector<std::string> certificate_sha256;  ///< lower-case hex of DER, of its client and server certificates
    Instant certificate_expires{};             ///< the earliest of its certificates; the epoch when it has none
    ValidationPolicy validation{};             ///< of what it sends
    std::string server_name;                   ///< name that its server certificate must carry; "" = host of the URL

    /// Where a message or acknowledgement of this kind goes.
    const Endpoint& endpoint_for(std::string_view kind) const {
        const auto own = endpoints_by_kind.find(kind);
        return own == endpoints_by_kind.end() ? endpoint : own->second;
    }
};

class Partners {
   public:
    virtual ~Partners() = default;
    virtual const Partner* by_id(std::string_view id) const = 0;
    virtual const Partner* by_certificate(std::string_view sha256_hex) const = 0;
    /// The most specific partner that the reference names (SOR, then GLN, ydernummer, SKS, municipality); nullptr when none or ambiguous.
    virtual const Partner* find(const PartyRef& party) const = 0;
    /// True when `partner` is `owner` or one of its sub-units: a certificate of the owner may speak for it.
    virtual bool speaks_for(const Partner& owner, const Partner& partner) const = 0;
    virtual std::vector<const Partner*> all() const = 0;
};

struct RetryPolicy {
    std::chrono::milliseconds first_delay{500};
    std::chrono::milliseconds max_delay{60'000};
    std::chrono::milliseconds give_up_after{std::chrono::hours(72)};
    std::uint32_t max_attempts = 0;                                      ///< 0 = only the age counts
    std::chrono::milliseconds acknowledgement_due{std::chrono::minutes(30)};  ///< MedCom KR7; 0 = none expected
};

struct Destination {
    const Partner* receiver = nullptr;
    std::string kind;    ///< business kind to send
    Format format;       ///< chosen from the receiver's capabilities
    std::string rule;    ///< name of the route
    std::string role;    ///< what the rule asked for: "own-practice", ...
    std::string purpose;
    std::string legal_basis;
    RetryPolicy retry;
};

/// Why a rule did or did not send a message somewhere.
struct RuleTrace {
    std::string rule;
    bool matched = false;
    std::string because;  ///< "when: diagnosis starts-with DJ44 is false"; names the rule's own words, never a patient's value
};

struct Routing {
    std::vector<Destination> destinations;
    std::vector<RuleTrace> trace;  ///< one per rule when asked for, else empty
    Issues issues;                 ///< errors: no route, receiver not registered for the type, consent missing
};

class Router {
   public:
    virtual ~Router() = default;
    virtual const Partners& partners() const = 0;
    /// Reads the envelope and, where a rule asks for it, the document.
    virtual Routing route(const Reading& message, Instant now, bool explain) const = 0;
};

}  // namespace stafet
