// The forms of URLs that FHIR gives a meaning to. Reads text only; never asks the network.
#pragma once

#include <optional>
#include <string_view>

namespace stafet::fhir {

/// The URL of a resource on a server, in its parts: "https://a.example/fhir/" "Patient" "1" "2".
struct RestUrl {
    std::string_view base;  ///< "" for a relative one
    std::string_view type;
    std::string_view id;
    std::string_view version;  ///< behind /_history/, else ""
};

/// http:, https:, urn: or another scheme, and something behind it.
bool is_absolute_url(std::string_view text);

/// `Type/id` and `http(s)://server/path/Type/id`, each also with a version, of a type that R4 has; nothing for other texts.
/// Source: FHIR R4, references.html#literal.
std::optional<RestUrl> rest_url(std::string_view text);

/// `Type?name=value&...`: a conditional reference.
bool is_search_url(std::string_view text);

/// "Patient/1" of "Patient/1/_history/2".
std::string_view without_version(std::string_view url);
/// "2" of "Patient/1/_history/2", else "".
std::string_view version_in(std::string_view url);

}  // namespace stafet::fhir
