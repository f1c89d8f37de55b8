#include "routes/partners/partner_registry.hpp"

#include "base/assert.hpp"

#include <array>

namespace stafet::routes {

PartnerRegistry::PartnerRegistry(std::vector<PartnerEntry> entries, Findings& findings) : entries_(std::move(entries)) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const auto [first, inserted] = by_id_.emplace(entries_[i].partner.id, i);
        if (!inserted)
            findings.push_back({Severity::error, "duplicate-partner", entries_[i].where,
                                "the partner " + entries_[i].partner.id + " is here twice",
                                "the first is at " + to_string(entries_[first->second].where)});
    }
    for (const auto& entry : entries_) {
        const Partner& partner = entry.partner;
        index_by(by_sor_, entry, partner.party.sor, "sor", entry.place("sor"), findings);
        index_by(by_gln_, entry, partner.party.gln, "gln", entry.place("gln"), findings);
        index_by(by_ydernummer_, entry, partner.party.ydernummer, "ydernummer", entry.place("ydernummer"), findings);
        index_by(by_sks_, entry, partner.party.sks, "sks", entry.place("sks"), findings);
        index_by(by_municipality_, entry, partner.party.municipality_code, "municipality-code", entry.place("municipality-code"), findings);
        for (std::size_t i = 0; i < partner.certificate_sha256.size() && !entry.certificates_inherited; ++i)
            index_by(by_certificate_, entry, partner.certificate_sha256[i], "certificate", entry.certificates_at[i], findings);
        if (const auto* parent = by_id(partner.parent)) units_[parent].push_back(&partner);
    }
}

void PartnerRegistry::index_by(Index& index, const PartnerEntry& entry, const std::string& value, const std::string& key,
                               const Place& where, Findings& findings) {
    if (value.empty()) return;
    const auto [known, inserted] = index.emplace(value, &entry.partner);
    if (inserted || known->second == &entry.partner) return;
    const std::string other = known->second == nullptr ? "another partner" : known->second->id;
    findings.push_back({Severity::error, "duplicate-identifier", where,
                        "the " + key + " of " + entry.partner.id + " is also that of " + other, "an identifier names one partner only"});
    known->second = nullptr;
}

const Partner* PartnerRegistry::by_id(std::string_view id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &entries_[found->second].partner;
}

const Partner* PartnerRegistry::by_certificate(std::string_view sha256_hex) const {
    const auto found = by_certificate_.find(sha256_hex);
    return found == by_certificate_.end() ? nullptr : found->second;
}

const Partner* PartnerRegistry::find(const PartyRef& party) const {
    const std::array<std::pair<const Index*, const std::string*>, 5> ways{{{&by_sor_, &party.sor},
                                                                           {&by_gln_, &party.gln},
                                                                           {&by_ydernummer_, &party.ydernummer},
                                                                           {&by_sks_, &party.sks},
                                                                           {&by_municipality_, &party.municipality_code}}};
    const Partner* found = nullptr;
    for (const auto& [index, value] : ways) {
        if (value->empty()) continue;
        const auto hit = index->find(*value);
        if (hit == index->end()) continue;
        if (hit->second == nullptr) return nullptr;
        if (found == nullptr || speaks_for(*found, *hit->second))
            found = hit->second;
        else if (!speaks_for(*hit->second, *found))
            return nullptr;
    }
    return found;
}

bool PartnerRegistry::speaks_for(const Partner& owner, const Partner& partner) const {
    const Partner* at = &partner;
    for (std::size_t steps = 0; at != nullptr && steps <= entries_.size(); ++steps) {
        if (at == &owner) return true;
        at = at->parent.empty() ? nullptr : by_id(at->parent);
    }
    return false;
}

std::vector<const Partner*> PartnerRegistry::all() const {
    std::vector<const Partner*> partners;
    partners.reserve(entries_.size());
    for (const auto& entry : entries_) partners.push_back(&entry.partner);
    return partners;
}

const PartnerEntry& PartnerRegistry::entry_of(const Partner& partner) const {
    const auto found = by_id_.find(partner.id);
    STAFET_ASSERT(found != by_id_.end(), "a partner of another registry");
    return entries_[found->second];
}

const std::vector<const Partner*>& PartnerRegistry::units_of(const Partner& partner) const {
    static const std::vector<const Partner*> none;
    const auto found = units_.find(&partner);
    return found == units_.end() ? none : found->second;
}

}  // namespace stafet::routes
