// The partner registry: every organisation that exchanges messages here, found by id, identifier or certificate. Immutable, thread-safe.
#pragma once

#include "gateway/ports/routing.hpp"
#include "routes/finding.hpp"

#include <memory>
#include <unordered_map>

namespace stafet::routes {

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <class T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// A partner and where its parts stand in the configuration.
struct PartnerEntry {
    Partner partner;
    Place where;
    std::vector<Place> receives_at;         ///< as Partner::receives
    std::vector<Place> sends_at;            ///< as Partner::sends
    std::vector<Place> certificates_at;     ///< as Partner::certificate_sha256
    std::map<std::string, Place> parts_at;  ///< key -> place of its value: "sor", "gln", ...
    bool certificates_inherited = false;    ///< of the parent: the unit's server shows them, but they name the parent
    bool has_endpoint = false;              ///< for the kinds that have none of their own
    Place place(const std::string& key) const {
        const auto found = parts_at.find(key);
        return found == parts_at.end() ? where : found->second;
    }
};

class PartnerRegistry : public Partners {
   public:
    /// Identifiers or certificates that two partners share are findings; neither partner is then found by them.
    PartnerRegistry(std::vector<PartnerEntry> entries, Findings& findings);

    const Partner* by_id(std::string_view id) const override;
    const Partner* by_certificate(std::string_view sha256_hex) const override;
    const Partner* find(const PartyRef& party) const override;
    bool speaks_for(const Partner& owner, const Partner& partner) const override;
    std::vector<const Partner*> all() const override;

    const std::vector<PartnerEntry>& entries() const { return entries_; }
    const PartnerEntry& entry_of(const Partner& partner) const;
    /// The sub-units directly below `partner`.
    const std::vector<const Partner*>& units_of(const Partner& partner) const;

   private:
    using Index = TextMap<const Partner*>;
    void index_by(Index& index, const PartnerEntry& entry, const std::string& value, const std::string& key, const Place& where,
                  Findings& findings);

    std::vector<PartnerEntry> entries_;
    TextMap<std::size_t> by_id_;
    Index by_certificate_, by_sor_, by_gln_, by_ydernummer_, by_sks_, by_municipality_;
    std::unordered_map<const Partner*, std::vector<const Partner*>> units_;
};

}  // namespace stafet::routes
