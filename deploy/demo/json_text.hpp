// What a party needs of FHIR JSON, on RapidJSON's document.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>

namespace stafet::party {

using Json = rapidjson::Value;

/// Null when malformed.
rapidjson::Document parse_json(std::string_view text);
std::string to_text(const rapidjson::Value& json);

/// The member `name`; in an array that of the first element. nullptr when absent.
const rapidjson::Value* member(const rapidjson::Value& json, const char* name);

/// The string at a path of names; "" when absent.
template <class... Names>
std::string text_at(const rapidjson::Value& json, Names... names) {
    const rapidjson::Value* at = &json;
    ((at = at ? member(*at, names) : nullptr), ...);
    return at && at->IsString() ? std::string(at->GetString(), at->GetStringLength()) : std::string();
}

/// The first entry's resource of this type in a Bundle; nullptr when there is none.
const rapidjson::Value* resource_in(const rapidjson::Value& bundle, std::string_view type);
/// The entry's resource that "Type/id" names; nullptr when there is none.
const rapidjson::Value* resolve(const rapidjson::Value& bundle, std::string_view reference);

}  // namespace stafet::party
