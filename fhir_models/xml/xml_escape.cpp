#include "fhir_models/xml/xml_escape.hpp"

namespace stafet::fhir {

namespace {

/// What stands for the byte in XML; "" when it stands for itself.
std::string_view reference_for(unsigned char c) {
    switch (c) {
        case '&': return "&amp;";
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '"': return "&quot;";
        case '\t': return "&#x9;";
        case '\n': return "&#xA;";
        case '\r': return "&#xD;";
        default: return c < 0x20 ? "\xEF\xBF\xBD" : "";
    }
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c > '>') continue;
        const auto reference = reference_for(c);
        if (reference.empty()) continue;
        out.append(text, from, i - from);
        out += reference;
        from = i + 1;
    }
    out.append(text, from);
}

}  // namespace stafet::fhir
