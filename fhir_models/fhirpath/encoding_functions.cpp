// encode, decode, escape, unescape: text in the clothes of hex, base64, HTML and JSON.
#include "fhir_models/fhirpath/call.hpp"
#include "fhir_models/json/utf8.hpp"

#include <array>

namespace stafet::fhir::fhirpath {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view plain_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

using Changed = std::optional<std::string>;

std::string to_hex(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) {
        out += hex_digits[static_cast<unsigned char>(c) >> 4];
        out += hex_digits[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

Changed from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto value = [&](char c) { return hex_digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c); };
        const auto high = value(text[i]), low = value(text[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        out += static_cast<char>(high << 4 | low);
    }
    return out;
}

std::string to_base64(std::string_view bytes, std::string_view alphabet) {
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k) out += k <= count ? alphabet[group >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

Changed from_base64(std::string_view text, std::string_view alphabet) {
    while (text.ends_with('=')) text.remove_suffix(1);
    std::string out;
    std::uint32_t group = 0;
    int bits = 0;
    for (const char c : text) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        group = group << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        out += static_cast<char>(group >> bits & 0xFF);
    }
    return text.size() % 4 == 1 ? std::nullopt : Changed(out);
}

struct Pair {
    std::string_view plain, escaped;
};
constexpr Pair html[] = {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}};
constexpr Pair json[] = {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}, {"\r", "\\r"}, {"\t", "\\t"}, {"\f", "\\f"}, {"\b", "\\b"}};

/// Replaces what stands on one side of the pairs by the other side, in one pass.
template <bool escaping>
std::string translated(std::string_view text, std::span<const Pair> pairs) {
    std::string out;
    while (!text.empty()) {
        std::string_view from = text.substr(0, 1), to = from;
        for (const auto& pair : pairs)
            if (text.starts_with(escaping ? pair.plain : pair.escaped)) {
                from = escaping ? pair.plain : pair.escaped;
                to = escaping ? pair.escaped : pair.plain;
                break;
            }
        out += to;
        text.remove_prefix(from.size());
    }
    return out;
}

Changed encoded(std::string_view text, std::string_view form) {
    if (form == "hex") return to_hex(text);
    if (form == "base64") return to_base64(text, plain_alphabet);
    return form == "urlbase64" ? Changed(to_base64(text, url_alphabet)) : std::nullopt;
}

Changed decoded(std::string_view text, std::string_view form) {
    if (form == "hex") return from_hex(text);
    if (form == "base64") return from_base64(text, plain_alphabet);
    return form == "urlbase64" ? from_base64(text, url_alphabet) : std::nullopt;
}

template <bool escaping>
Changed escaped(std::string_view text, std::string_view form) {
    if (form == "html") return translated<escaping>(text, html);
    return form == "json" ? Changed(translated<escaping>(text, json)) : std::nullopt;
}

/// Nothing for a form that is not known, a text that is not in it, or bytes that are no text.
template <Changed (*change)(std::string_view, std::string_view)>
void change_text(Call& call) {
    const auto text = call.text();
    const auto form = text && call.evaluator().spend(text->size() / 4) ? call.text(0) : std::nullopt;
    const auto changed = form ? change(*text, *form) : std::nullopt;
    if (changed && first_invalid_utf8(*changed) == std::string_view::npos) call.give_text(*changed);
}

constexpr Function functions[] = {
    {"encode", 1, 1, false, Takes::text, Gives::string, change_text<encoded>},
    {"decode", 1, 1, false, Takes::text, Gives::string, change_text<decoded>},
    {"escape", 1, 1, false, Takes::text, Gives::string, change_text<escaped<true>>},
    {"unescape", 1, 1, false, Takes::text, Gives::string, change_text<escaped<false>>},
};

}  // namespace

std::span<const Function> encoding_functions() { return functions; }

}  // namespace stafet::fhir::fhirpath
