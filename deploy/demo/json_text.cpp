#include "deploy/demo/json_text.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace stafet::party {

rapidjson::Document parse_json(std::string_view text) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
    if (document.HasParseError()) document.SetNull();
    return document;
}

std::string to_text(const rapidjson::Value& json) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    json.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

const rapidjson::Value* member(const rapidjson::Value& json, const char* name) {
    if (json.IsArray()) return json.Empty() ? nullptr : member(json[0], name);
    if (!json.IsObject()) return nullptr;
    const auto found = json.FindMember(name);
    return found == json.MemberEnd() ? nullptr : &found->value;
}

namespace {

template <class Predicate>
const rapidjson::Value* find_resource(const rapidjson::Value& bundle, Predicate wanted) {
    const auto* entries = member(bundle, "entry");
    if (!entries || !entries->IsArray()) return nullptr;
    for (const auto& entry : entries->GetArray()) {
        const auto* resource = member(entry, "resource");
        if (resource && wanted(entry, *resource)) return resource;
    }
    return nullptr;
}

}  // namespace

const rapidjson::Value* resource_in(const rapidjson::Value& bundle, std::string_view type) {
    return find_resource(bundle, [&](const auto&, const auto& resource) { return text_at(resource, "resourceType") == type; });
}

const rapidjson::Value* resolve(const rapidjson::Value& bundle, std::string_view reference) {
    return find_resource(bundle, [&](const auto& entry, const auto& resource) {
        return text_at(entry, "fullUrl") == reference || text_at(resource, "resourceType") + "/" + text_at(resource, "id") == reference;
    });
}

}  // namespace stafet::party
