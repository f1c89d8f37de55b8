#include "deploy/demo/wire_text.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace stafet::party {
namespace {

std::string_view local_name(std::string_view tag) {
    tag = tag.substr(0, tag.find_first_of(" \t\r\n/>"));
    tag.remove_prefix(tag.find(':') + 1);  // npos + 1 is 0
    return tag;
}

/// Just behind the start tag of `name`, from `from` on; npos when there is none.
std::size_t after_start_tag(std::string_view xml, std::string_view name, std::size_t from) {
    for (std::size_t at = xml.find('<', from); at != std::string_view::npos; at = xml.find('<', at + 1)) {
        if (local_name(xml.substr(at + 1)) == name) return xml.find('>', at) + 1;
    }
    return std::string_view::npos;
}

std::string unescape_xml(std::string_view text) {
    static constexpr std::pair<std::string_view, char> entities[] = {
        {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}};
    std::string plain;
    while (!text.empty()) {
        const auto* entity =
            std::find_if(std::begin(entities), std::end(entities), [&](const auto& e) { return text.starts_with(e.first); });
        const bool found = entity != std::end(entities);
        plain += found ? entity->second : text.front();
        text.remove_prefix(found ? entity->first.size() : 1);
    }
    return plain;
}

}  // namespace

std::string element_text(std::string_view xml, std::initializer_list<std::string_view> names) {
    std::size_t at = 0;
    for (const auto name : names) {
        at = after_start_tag(xml, name, at);
        if (at == std::string_view::npos) return "";
    }
    return unescape_xml(xml.substr(at, xml.find('<', at) - at));
}

bool has_element(std::string_view xml, std::string_view name) { return after_start_tag(xml, name, 0) != std::string_view::npos; }

std::string readable_text(std::string_view xml, std::string_view name) {
    std::string text;
    for (std::size_t at = after_start_tag(xml, name, 0); at < xml.size();) {
        const std::size_t tag = std::min(xml.find('<', at), xml.size());
        text += unescape_xml(xml.substr(at, tag - at));
        const std::size_t end = xml.find('>', tag);
        if (end == std::string_view::npos) break;
        const std::string_view inside = xml.substr(tag + 1, end - tag - 1);
        if (inside.starts_with('/') && local_name(inside.substr(1)) == name) break;
        if (local_name(inside) == "Break") text += '\n';
        if (local_name(inside) == "Space") text += ' ';
        at = end + 1;
    }
    return text;
}

std::string escape_xml(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '&': escaped += "&amp;"; break;
            default: escaped += c;
        }
    }
    return escaped;
}

std::string base64_encode(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                                       static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::string base64_decode(std::string_view text) {
    std::string packed;
    packed.reserve(text.size());
    std::copy_if(text.begin(), text.end(), std::back_inserter(packed),
                 [](char c) { return c != ' ' && c != '\n' && c != '\r' && c != '\t'; });
    std::string bytes(packed.size() / 4 * 3 + 1, '\0');
    const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                       reinterpret_cast<const unsigned char*>(packed.data()), static_cast<int>(packed.size()));
    if (length < 0) return "";
    // OpenSSL counts the padding as bytes.
    const auto padding = packed.ends_with("==") ? 2U : packed.ends_with("=") ? 1U : 0U;
    bytes.resize(static_cast<std::size_t>(length) - padding);
    return bytes;
}

}  // namespace stafet::party
