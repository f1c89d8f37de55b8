// What is known of the innermost Bundle while a walk is inside it: its entries, where the walk is, and which entry leads to which.
//
// Reads only; never reports: reference_rules and bundle_rules say what is wrong.
#pragma once

#include "fhir_models/validation/bundle_entries.hpp"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace stafet::fhir {

/// Where a reference leads.
struct Resolved {
    enum class How : std::uint8_t {
        found,
        several,      ///< `count` entries match
        only_by_id,   ///< `count` entries have its type and id, but none the URL that it means
        wrong_type,   ///< found, but of another type than it says
        outside,      ///< not in the Bundle
        no_full_url,  ///< relative, in an entry without fullUrl
        bad_form,     ///< relative, and neither Type/id nor Type/id/_history/version
    };
    How how = How::outside;
    const Node* resource = nullptr;
    std::uint32_t entry = 0;
    std::uint32_t count = 0;
};

class BundleScope {
   public:
    explicit BundleScope(const Node& bundle);

    const Node& bundle() const { return bundle_; }
    std::string_view type() const { return type_; }
    /// A transaction or batch, or the answer to one.
    bool is_request() const { return type_ == "transaction" || type_ == "batch"; }
    bool is_response() const { return type_ == "transaction-response" || type_ == "batch-response"; }
    /// A document or message: its entries must hang together.
    bool is_linked() const { return type_ == "document" || type_ == "message"; }
    const BundleEntries& entries() const { return entries_; }

    /// The walk comes to its next entry, and leaves it.
    void enter();
    void leave() { current_ = nowhere; }
    bool in_entry() const { return current_ < entries_.size(); }
    std::size_t current() const { return current_; }

    /// A reference, in the current entry or beside them, by the rules that hold for every Bundle: relative to the entry's fullUrl, with
    /// version when it names one. Source: FHIR R4, bundle.html#references.
    Resolved resolve(std::string_view reference) const;
    /// The same for a document or message, where a relative reference needs an entry whose fullUrl is the URL of its own resource.
    Resolved resolve_strictly(std::string_view reference) const;
    /// The same where `general` is what resolve() says of the reference, and nothing is wrong with its form.
    Resolved resolve_strictly(std::string_view reference, const Resolved& general) const;

    /// The current entry leads to another. Only inside an entry.
    void link(std::uint32_t target) { links_.emplace_back(static_cast<std::uint32_t>(current()), target); }
    const std::vector<std::pair<std::uint32_t, std::uint32_t>>& links() const { return links_; }

   private:
    Resolved found(BundleEntries::Match match) const;
    Resolved by_id(std::string_view reference) const;

    const Node& bundle_;
    std::string_view type_;
    BundleEntries entries_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> links_;
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
    std::size_t next_ = 0;
    std::size_t current_ = nowhere;
    std::optional<std::string_view> base_;  ///< of the current entry, when its fullUrl is the URL of its own resource on a server
};

}  // namespace stafet::fhir
