#include "fhir_models/outcome/negotiation.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>

namespace stafet::fhir {

namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// q of one range in thousandths; 1000 when not given, 0 when malformed.
int quality(std::string_view parameters) {
    const auto at = parameters.find("q=");
    if (at == std::string_view::npos) return 1000;
    const std::string number(trimmed(parameters.substr(at + 2, 5)));
    char* end = nullptr;
    const double q = std::strtod(number.c_str(), &end);
    return end == number.c_str() || q < 0 || q > 1 ? 0 : static_cast<int>(q * 1000);
}

// With a space: a '+' in the query of a URL (_format) that was not escaped.
bool is_xml(std::string_view type) {
    return type == "application/fhir+xml" || type == "application/fhir xml" || type == "application/xml" || type == "text/xml" ||
           type == "xml";
}
bool is_json(std::string_view type) {
    return type == "application/fhir+json" || type == "application/fhir json" || type == "application/json" || type == "text/json" ||
           type == "json";
}

}  // namespace

Language language_of(std::string_view accept_language) {
    const auto tag = lower(trimmed(accept_language.substr(0, accept_language.find_first_of(",;"))));
    return tag == "en" || tag.starts_with("en-") ? Language::english : Language::danish;
}

std::string_view answer_syntax(std::string_view accept, std::string_view content_type) {
    int xml = 0;
    int json = 0;
    const std::string ranges = lower(accept);
    for (std::string_view rest = ranges; !rest.empty();) {
        const auto range = rest.substr(0, rest.find(','));
        const auto semicolon = std::min(range.find(';'), range.size());
        const auto type = trimmed(range.substr(0, semicolon));
        const int q = quality(range.substr(semicolon));
        if (is_xml(type)) xml = std::max(xml, q);
        if (is_json(type)) json = std::max(json, q);
        rest = range.size() == rest.size() ? std::string_view{} : rest.substr(range.size() + 1);
    }
    if (xml != json) return xml > json ? "xml" : "json";
    const std::string sent = lower(content_type);
    return is_xml(trimmed(std::string_view(sent).substr(0, sent.find(';')))) ? "xml" : "json";
}

std::string_view media_type(std::string_view syntax) { return syntax == "xml" ? "application/fhir+xml" : "application/fhir+json"; }

}  // namespace stafet::fhir
