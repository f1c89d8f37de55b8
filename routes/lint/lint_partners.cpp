#include "routes/lint/lint.hpp"

#include <algorithm>

namespace stafet::routes {

namespace {

void add(Findings& findings, std::string code, const Place& where, std::string text, std::string right) {
    findings.push_back({Severity::error, std::move(code), where, std::move(text), std::move(right)});
}

bool has_endpoint_for(const PartnerEntry& entry, const std::string& kind) {
    return entry.has_endpoint || entry.partner.endpoints_by_kind.contains(kind);
}

void lint_way_to_receive(const PartnerEntry& entry, Findings& findings) {
    for (std::size_t i = 0; i < entry.partner.receives.size(); ++i) {
        const auto& kind = entry.partner.receives[i].kind;
        if (!has_endpoint_for(entry, kind))
            add(findings, "missing-endpoint", entry.receives_at[i], entry.partner.id + " receives " + kind + " but has no endpoint for it",
                "endpoint: on the partner or on this item");
    }
}

/// A sender must read the acknowledgement, or nobody learns that its patient was not handed over (R005).
void lint_way_to_acknowledge(const PartnerEntry& entry, Findings& findings) {
    const Partner& partner = entry.partner;
    if (partner.sends.empty()) return;
    if (partner.acknowledgements.empty())
        add(findings, "no-acknowledgement", entry.where, partner.id + " sends messages but reads no form of acknowledgement",
            "acknowledgements: medcom-fhir or acknowledgements: oioxml");
    else if (!has_endpoint_for(entry, "acknowledgement"))
        add(findings, "no-acknowledgement", entry.place("acknowledgements"), partner.id + " has no endpoint for acknowledgements",
            "endpoint: on the partner, or acknowledgements: {form, endpoint}");
}

/// A receiver answers at our door, and nobody passes the door without a certificate.
void lint_certificate(const PartnerEntry& entry, Findings& findings) {
    const Partner& partner = entry.partner;
    if (!partner.certificate_sha256.empty() || entry.parts_at.contains("certificates") ||
        (partner.sends.empty() && partner.receives.empty()))
        return;
    add(findings, "missing-certificate", entry.where,
        partner.id + " has no certificate, nor has its parent: it can neither send nor acknowledge",
        "certificates: the PEM file of its client and server certificate");
}

void lint_ydernummer(const PartnerEntry& entry, Findings& findings) {
    if (entry.partner.actor == "almen-praksis" && entry.partner.party.ydernummer.empty())
        add(findings, "missing-ydernummer", entry.where,
            entry.partner.id + " is a practice without a ydernummer: it is never found as somebody's own practice",
            "ydernummer: 1 to 6 digits");
}

void lint_municipality_code(const PartnerEntry& entry, Findings& findings) {
    const Partner& partner = entry.partner;
    if (partner.actor == "kommune" && partner.parent.empty() && partner.party.municipality_code.empty())
        add(findings, "missing-municipality-code", entry.where,
            partner.id + " has no municipality code: it is never found as somebody's home municipality", "municipality-code: 3 digits");
}

}  // namespace

void lint_partners(const PartnerRegistry& partners, Findings& findings) {
    for (const auto& entry : partners.entries()) {
        lint_way_to_receive(entry, findings);
        lint_way_to_acknowledge(entry, findings);
        lint_certificate(entry, findings);
        lint_ydernummer(entry, findings);
        lint_municipality_code(entry, findings);
    }
}

}  // namespace stafet::routes
