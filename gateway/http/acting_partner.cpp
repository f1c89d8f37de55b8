#include "gateway/http/acting_partner.hpp"

#include <algorithm>

namespace stafet::http {

namespace {

/// Value of `name` in a query string; partner ids need no decoding.
std::string_view query_value(std::string_view target, std::string_view name) {
    std::string_view query = target.substr(std::min(target.find('?'), target.size()));
    while (!query.empty()) {
        query.remove_prefix(1);
        const std::string_view pair = query.substr(0, query.find('&'));
        if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) return pair.substr(name.size() + 1);
        query.remove_prefix(pair.size());
    }
    return {};
}

}  // namespace

const Partner* acting_partner(const HttpRequest& request, const Partners& partners) {
    const Partner* owner = partners.by_certificate(request.peer_certificate_sha256);
    if (!owner) return nullptr;
    const std::string_view named = query_value(request.target, "receiver");
    const Partner* partner = named.empty() ? owner : partners.by_id(named);
    return partner && partners.speaks_for(*owner, *partner) ? partner : nullptr;
}

}  // namespace stafet::http
