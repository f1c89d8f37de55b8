#include "fhir_models/validation/bundle_scope.hpp"

#include "fhir_models/validation/urls.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

std::string_view without_fragment(std::string_view url) { return url.substr(0, url.find('#')); }

/// What a relative reference is relative to: "https://a.example/fhir/" of "https://a.example/fhir/Patient/1", "urn:uuid:" of a UUID.
std::string_view base_of(std::string_view full_url) {
    if (full_url.starts_with("urn:")) return full_url.substr(0, full_url.rfind(':') + 1);
    const auto last = full_url.rfind('/');
    if (last == std::string_view::npos || last == 0) return {};
    const auto before = full_url.rfind('/', last - 1);
    return before == std::string_view::npos ? std::string_view{} : full_url.substr(0, before + 1);
}

}  // namespace

BundleScope::BundleScope(const Node& bundle) : bundle_(bundle), type_(bundle.text("type")), entries_(bundle) {}

void BundleScope::enter() {
    current_ = next_++;
    base_.reset();
    const Node* resource = is_linked() && in_entry() ? entries_.resource(current_) : nullptr;
    const auto own = resource ? rest_url(entries_.full_url(current_)) : std::nullopt;
    if (own && own->version.empty() && own->type == resource->resource_type && own->id == resource->text("id")) base_ = own->base;
}

Resolved BundleScope::found(BundleEntries::Match match) const {
    if (match.count == 0) return {};
    if (match.count > 1) return {Resolved::How::several, nullptr, match.entry, match.count};
    return {Resolved::How::found, entries_.resource(match.entry), match.entry, 1};
}

Resolved BundleScope::by_id(std::string_view reference) const {
    const auto url = rest_url(reference);
    if (!url) return {};
    const auto match = entries_.with_id(url->type, url->id);
    if (match.count == 0) return {};
    return {Resolved::How::only_by_id, entries_.resource(match.entry), match.entry, match.count};
}

Resolved BundleScope::resolve(std::string_view reference) const {
    reference = without_fragment(reference);
    const auto plain = without_version(reference);
    const auto version = version_in(reference.substr(plain.size()));
    if (is_absolute_url(reference)) return found(entries_.at_url(plain, {}, version));
    if (!in_entry()) return {};
    const auto full_url = entries_.full_url(current());
    if (full_url.empty()) return {is_response() ? Resolved::How::outside : Resolved::How::no_full_url};
    const auto slashes = std::count(reference.begin(), reference.end(), '/');
    if (slashes != 1 && slashes != 3) {
        const bool search = is_request() && is_search_url(reference);
        return {search ? Resolved::How::outside : Resolved::How::bad_form};
    }
    const auto base = base_of(full_url);
    const auto type = plain.substr(0, plain.find('/'));
    const bool by_urn = base.starts_with("urn:");
    Resolved result = found(entries_.at_url(base, by_urn ? plain.substr(type.size() + 1) : plain, version));
    const bool says_type = by_urn || !version.empty();
    if (says_type && result.resource && result.resource->resource_type != type) result.how = Resolved::How::wrong_type;
    return result.how == Resolved::How::outside ? by_id(reference) : result;
}

Resolved BundleScope::resolve_strictly(std::string_view reference) const {
    reference = without_fragment(reference);
    const auto plain = without_version(reference);
    const auto version = version_in(reference.substr(plain.size()));
    if (is_absolute_url(reference)) return found(entries_.at_url(plain, {}, version));
    if (in_entry() && base_) {
        const Resolved result = found(entries_.at_url(*base_, plain, version));
        if (result.how != Resolved::How::outside) return result;
    }
    return by_id(reference);
}

Resolved BundleScope::resolve_strictly(std::string_view reference, const Resolved& general) const {
    reference = without_fragment(reference);
    // Both ways then look for the same URL, and for type and id where no entry has it.
    if (is_absolute_url(reference) || (in_entry() && base_)) return general;
    return by_id(reference);
}

}  // namespace stafet::fhir
