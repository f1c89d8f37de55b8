#include "routes/partners/partner_reader.hpp"

#include "base/danish_identifiers.hpp"
#include "routes/config/vocabulary.hpp"
#include "routes/partners/certificate.hpp"
#include "routes/partners/validation_reader.hpp"
#include "routes/yaml/nearest.hpp"
#include "routes/yaml/section.hpp"

#include <algorithm>
#include <sstream>

namespace stafet::routes {

std::optional<Format> format_from(std::string_view text) {
    std::istringstream words{std::string(text)};
    std::vector<std::string> parts;
    for (std::string word; words >> word;) parts.push_back(word);
    if (parts.size() < 2 || parts.size() > 4) return std::nullopt;
    Format format;
    format.standard = parts[0];
    format.type = parts[1];
    if (std::find(standards.begin(), standards.end(), format.standard) == standards.end()) return std::nullopt;
    if (parts.back() == "xml" || parts.back() == "json") {
        format.syntax = parts.back();
        parts.pop_back();
    } else if (format.standard != "edifact") {
        format.syntax = format.standard == "oioxml" ? "xml" : "json";
    }
    if (parts.size() == 4) return std::nullopt;
    if (parts.size() == 3) format.version = parts[2];
    return format;
}

namespace {

constexpr std::size_t longest_pem = 256 << 10;

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}
bool all_digits(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }
bool is_municipality_code(std::string_view text) { return all_digits(text) && (text.size() == 3 || (text.size() == 4 && text[0] == '0')); }
bool is_sks_unit(std::string_view text) {
    return text.size() >= 4 && text.size() <= 7 && text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

class PartnerReader {
   public:
    PartnerReader(const Surroundings& surroundings, Instant now, std::vector<PartnerEntry>& partners, Findings& findings)
        : surroundings_(surroundings), now_(now), partners_(partners), findings_(findings) {}

    void read_map(const YamlNode& node, const PartnerEntry* parent) {
        if (node.kind != YamlNode::Kind::map && node.kind != YamlNode::Kind::null)
            findings_.push_back({Severity::error, "wrong-shape", node.where, "partners is " + std::string(name_of(node.kind)),
                                 "a map from partner id to partner"});
        for (const auto& entry : node.entries) read_one(entry, parent);
    }

   private:
    void read_one(const YamlEntry& yaml, const PartnerEntry* parent) {
        Section section(yaml.value, "partner " + yaml.key, findings_);
        if (!is_id(yaml.key))
            section.add("bad-partner-id", yaml.where, "the partner id \"" + yaml.key + '"',
                        "lower-case letters, digits and hyphens, at most 64");
        PartnerEntry entry;
        entry.where = yaml.where;
        entry.partner.id = yaml.key;
        if (parent != nullptr) entry.partner.parent = parent->partner.id;
        read_identifiers(section, entry);
        read_actor_and_law(section, entry, parent);
        entry.parts_at["endpoint"] = section.place("endpoint");
        entry.has_endpoint = section.node("endpoint") != nullptr;
        read_endpoint(section.node("endpoint"), entry.partner.endpoint, &entry.partner.server_name);
        read_capabilities(section, "receives", entry, entry.partner.receives, entry.receives_at);
        read_capabilities(section, "sends", entry, entry.partner.sends, entry.sends_at);
        read_acknowledgements(section, entry);
        read_weights(section, entry, parent);
        read_certificates(section, entry, parent);
        const auto* units = section.node("units");
        section.finish();
        partners_.push_back(entry);
        if (units != nullptr) read_map(*units, &entry);
    }

    std::string identifier(Section& section, PartnerEntry& entry, std::string_view key, bool (*good)(std::string_view),
                           std::string_view right) {
        std::string value = section.text(key);
        entry.parts_at[std::string(key)] = section.place(key);
        if (!value.empty() && !good(value))
            section.add("bad-" + std::string(key), section.place(key), std::string(key) + " is " + section.shown(key), std::string(right));
        return value;
    }

    void read_identifiers(Section& section, PartnerEntry& entry) {
        PartyRef& party = entry.partner.party;
        party.name = section.required_text("name", "the organisation's name, as it is written in letters");
        party.sor = identifier(section, entry, "sor", danish::is_sor, "a SOR number: at least 11 digits");
        party.gln = identifier(section, entry, "gln", danish::is_gln, "a GLN: 13 digits with a right check digit");
        party.ydernummer = identifier(section, entry, "ydernummer", danish::is_ydernummer, "a ydernummer: 1 to 6 digits");
        party.sks = identifier(section, entry, "sks", is_sks_unit, "a sygehusafdelingsnummer: 4 to 7 characters");
        party.municipality_code = identifier(section, entry, "municipality-code", is_municipality_code, "a municipality code: 3 digits");
        if (party.municipality_code.size() == 4) party.municipality_code.erase(0, 1);
        if (party.sor.empty())
            section.add("missing-sor", entry.where, "partner " + entry.partner.id + " has no sor",
                        "both parties of a message are registered in SOR (MedCom 030)");
        if (party.gln.empty())
            section.add("missing-gln", entry.where, "partner " + entry.partner.id + " has no gln", "the GLN is its address in VANS");
    }

    void read_actor_and_law(Section& section, PartnerEntry& entry, const PartnerEntry* parent) {
        Partner& partner = entry.partner;
        partner.actor = section.word("actor", actor_types);
        if (partner.actor.empty() && parent != nullptr) partner.actor = parent->partner.actor;
        if (partner.actor.empty())
            section.add("missing-actor", entry.where, "partner " + partner.id + " has no actor type", suggestion("", actor_types));
        const std::string law = section.word("law", law_domains);
        entry.parts_at["law"] = section.place("law");
        if (law == "servicelov") partner.law = LawDomain::servicelov;
        const bool exchanges = section.node("sends") != nullptr || section.node("receives") != nullptr || section.node("units") == nullptr;
        if (law.empty() && partner.actor == "kommune" && exchanges)
            section.add("missing-law", entry.where, "partner " + partner.id + " does not say which law it works under",
                        "law: sundhedslov or law: servicelov; a municipality is not one recipient (R034)");
    }

    /// Reads an endpoint map; `server_name` may be null where the key is not allowed.
    void read_endpoint(const YamlNode* node, Endpoint& endpoint, std::string* server_name) {
        if (node == nullptr) return;
        Section section(*node, "endpoint", findings_);
        const std::string channel = section.required_node("channel", "push, subscription or mailbox") == nullptr
                                        ? std::string()
                                        : section.word("channel", {"push", "subscription", "mailbox"});
        endpoint.channel = channel == "subscription" ? Endpoint::Channel::subscription
                           : channel == "mailbox"    ? Endpoint::Channel::mailbox
                                                     : Endpoint::Channel::push;
        endpoint.vans_envelope = section.flag("vans-envelope", false);
        endpoint.url = section.text("url");
        if (server_name != nullptr) *server_name = section.text("server-name");
        if (channel == "push" && endpoint.url.empty())
            section.add("missing-url", node->where, "a push endpoint has no url", "an https:// URL");
        if (channel == "mailbox" && !endpoint.url.empty())
            section.add("unused-url", section.place("url"), "a mailbox is fetched from here; its url is never called", "leave url out");
        if (!endpoint.url.empty() && !endpoint.url.starts_with("https://"))
            section.add("url-not-https", section.place("url"), "url is " + section.shown("url"),
                        "an https:// URL: letters travel over mutual TLS only");
        section.finish();
    }

    void read_capabilities(Section& section, std::string_view key, PartnerEntry& entry, std::vector<Capability>& capabilities,
                           std::vector<Place>& places) {
        const auto* list = section.node(key);
        if (list == nullptr) return;
        if (list->kind != YamlNode::Kind::sequence) {
            section.add("wrong-shape", list->where, std::string(key) + " is " + std::string(name_of(list->kind)),
                        "a list of {kind, format}");
            return;
        }
        for (const auto& item : list->items) {
            Section one(item, "item of " + std::string(key), findings_);
            Capability capability;
            if (one.required_node("kind", suggestion("", routable_kinds)) != nullptr) capability.kind = one.word("kind", routable_kinds);
            const std::string format = one.required_text("format", "standard, type and version, such as oioxml XDIS01 XD0134L");
            if (auto parsed = format_from(format))
                capability.format = std::move(*parsed);
            else if (!format.empty())
                one.add("bad-format", one.place("format"), "format is " + one.shown("format"),
                        "standard type version [xml|json]; the standard is " + suggestion("", standards));
            if (key == "receives") read_own_endpoint(one, capability.kind, entry.partner);
            one.finish();
            if (capability.kind.empty() || capability.format.type.empty()) continue;
            capabilities.push_back(std::move(capability));
            places.push_back(item.where);
        }
    }

    void read_own_endpoint(Section& section, const std::string& kind, Partner& partner) {
        const auto* node = section.node("endpoint");
        if (node == nullptr || kind.empty()) return;
        Endpoint endpoint;
        read_endpoint(node, endpoint, nullptr);
        const auto [known, inserted] = partner.endpoints_by_kind.emplace(kind, endpoint);
        if (!inserted && !(known->second == endpoint))
            section.add("endpoint-conflict", node->where, "a second, different endpoint for " + kind, "one endpoint per kind");
    }

    void read_acknowledgements(Section& section, PartnerEntry& entry) {
        const std::vector<std::string_view> forms{"medcom-fhir", "oioxml"};
        const auto* node = section.node("acknowledgements");
        entry.parts_at["acknowledgements"] = section.place("acknowledgements");
        if (node == nullptr) return;
        if (node->kind != YamlNode::Kind::map) {
            entry.partner.acknowledgements = section.word("acknowledgements", forms);
            return;
        }
        Section own(*node, "acknowledgements", findings_);
        if (own.required_node("form", suggestion("", forms)) != nullptr) entry.partner.acknowledgements = own.word("form", forms);
        if (const auto* endpoint = own.node("endpoint"))
            read_endpoint(endpoint, entry.partner.endpoints_by_kind["acknowledgement"], nullptr);
        own.finish();
    }

    /// A unit is asked for what its parent is asked for.
    void read_weights(Section& section, PartnerEntry& entry, const PartnerEntry* parent) {
        Partner& partner = entry.partner;
        partner.validation = parent != nullptr ? parent->partner.validation : usual_validation(partner.actor);
        const auto* node = section.node("validation");
        if (node == nullptr) return;
        entry.parts_at["validation"] = section.place("validation");
        partner.validation = read_validation(*node, std::move(partner.validation), findings_);
    }

    void read_certificates(Section& section, PartnerEntry& entry, const PartnerEntry* parent) {
        Partner& partner = entry.partner;
        const bool own = section.node("certificates") != nullptr;
        if (own) entry.parts_at["certificates"] = section.place("certificates");
        for (const auto& file : section.texts("certificates")) {
            const auto pem = surroundings_.read(file, longest_pem);
            const auto facts = pem ? read_certificate(*pem) : std::nullopt;
            check_certificate(facts, file, section.place("certificates"), now_, findings_);
            if (!facts) continue;
            partner.certificate_sha256.push_back(facts->sha256);
            entry.certificates_at.push_back(section.place("certificates"));
            if (partner.certificate_expires == Instant{} || facts->expires < partner.certificate_expires)
                partner.certificate_expires = facts->expires;
        }
        if (parent == nullptr || own) return;
        if (parent->parts_at.contains("certificates")) entry.parts_at["certificates"] = parent->place("certificates");
        partner.certificate_sha256 = parent->partner.certificate_sha256;
        partner.certificate_expires = parent->partner.certificate_expires;
        entry.certificates_at = parent->certificates_at;
        entry.certificates_inherited = true;
    }

    const Surroundings& surroundings_;
    Instant now_;
    std::vector<PartnerEntry>& partners_;
    Findings& findings_;
};

}  // namespace

void read_partners(const YamlNode& node, const Surroundings& surroundings, Instant now, std::vector<PartnerEntry>& partners,
                   Findings& findings) {
    PartnerReader(surroundings, now, partners, findings).read_map(node, nullptr);
}

}  // namespace stafet::routes
