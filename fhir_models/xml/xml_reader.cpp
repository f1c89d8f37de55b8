#include "fhir_models/xml/xml_reader.hpp"

#include "fhir_models/json/utf8.hpp"
#include "fhir_models/tree/finding.hpp"

#include <expat.h>

#include <array>
#include <climits>
#include <memory>
#include <string>

namespace stafet::fhir {

namespace {

/// Between namespace URI and local name; a local name cannot contain it.
constexpr char separator = '|';

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

/// Code points of windows-1252 for bytes 0x80-0x9F; -1 where the encoding has none.
constexpr std::array<int, 32> windows_1252_high{0x20AC, -1,     0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                                0x2039, 0x0152, -1,     0x017D, -1,     -1,     0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                                0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, -1,     0x017E, 0x0178};

/// Expat asks for every encoding that it does not know by itself.
int unknown_encoding(void*, const XML_Char* name, XML_Encoding* encoding) {
    const std::string asked = lower(name);
    if (asked != "windows-1252" && asked != "cp1252") return XML_STATUS_ERROR;
    for (int byte = 0; byte < 256; ++byte) encoding->map[byte] = byte;
    for (std::size_t i = 0; i < windows_1252_high.size(); ++i) encoding->map[0x80 + i] = windows_1252_high[i];
    encoding->data = nullptr;
    encoding->convert = nullptr;
    encoding->release = nullptr;
    return XML_STATUS_OK;
}

struct Name {
    std::string_view ns;
    std::string_view local;
};

Name split(const XML_Char* text) {
    const std::string_view whole(text);
    const auto at = whole.rfind(separator);
    return at == std::string_view::npos ? Name{{}, whole} : Name{whole.substr(0, at), whole.substr(at + 1)};
}

/// One document on its way from Expat to the handler.
class Reading {
   public:
    Reading(std::string_view bytes, XmlHandler& handler, const ReadLimits& limits)
        : bytes_(bytes), handler_(handler), limits_(limits), parser_(XML_ParserCreateNS(nullptr, separator)) {
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(
            parser_.get(),
            [](void* self, const XML_Char* name, const XML_Char** pairs) { static_cast<Reading*>(self)->start(name, pairs); },
            [](void* self, const XML_Char* name) { static_cast<Reading*>(self)->end(name); });
        XML_SetCharacterDataHandler(parser_.get(), [](void* self, const XML_Char* text, int size) {
            static_cast<Reading*>(self)->text({text, static_cast<std::size_t>(size)});
        });
        XML_SetStartDoctypeDeclHandler(parser_.get(), [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
            static_cast<Reading*>(self)->refuse_dtd();
        });
        XML_SetUnknownEncodingHandler(parser_.get(), unknown_encoding, nullptr);
    }

    Issues run() {
        const auto status = XML_Parse(parser_.get(), bytes_.data(), static_cast<int>(bytes_.size()), XML_TRUE);
        if (status != XML_STATUS_OK && issues_.empty()) refuse_syntax();
        return std::move(issues_);
    }

   private:
    void start(const XML_Char* text, const XML_Char** pairs) {
        if (stopped()) return;
        if (++depth_ > limits_.max_depth)
            return stop("too-deep", IssueType::too_long,
                        {"Nested deeper than " + std::to_string(limits_.max_depth) + " levels.",
                         "Indlejret dybere end " + std::to_string(limits_.max_depth) + " niveauer."});
        attributes_.clear();
        for (; *pairs; pairs += 2) attributes_.push_back({pairs[0], pairs[1]});
        elements_ += 1 + attributes_.size();
        if (elements_ > limits_.max_nodes)
            return stop("too-many-elements", IssueType::too_long,
                        {"More than " + std::to_string(limits_.max_nodes) + " elements.",
                         "Flere end " + std::to_string(limits_.max_nodes) + " elementer."});
        const Name name = split(text);
        handler_.start(name.ns, name.local, attributes_, offset());
    }

    void end(const XML_Char* text) {
        if (stopped()) return;
        --depth_;
        const Name name = split(text);
        // An empty-element tag ends where it starts; its one event covers the whole tag.
        handler_.end(name.ns, name.local, offset() + static_cast<std::size_t>(XML_GetCurrentByteCount(parser_.get())));
    }

    void text(std::string_view utf8) {
        if (!stopped()) handler_.text(utf8, offset());
    }

    void refuse_dtd() {
        stop("xml-dtd", IssueType::structure,
             {"A document type declaration (DTD) is not allowed; remove <!DOCTYPE ...>.",
              "En dokumenttypedeklaration (DTD) er ikke tilladt; fjern <!DOCTYPE ...>."});
    }

    void refuse_syntax() {
        const auto code = XML_GetErrorCode(parser_.get());
        if (code == XML_ERROR_UNKNOWN_ENCODING || code == XML_ERROR_INCORRECT_ENCODING)
            return stop("xml-encoding", IssueType::not_supported,
                        {"The declared encoding is not read; use UTF-8, ISO-8859-1 or windows-1252.",
                         "Den angivne tegnkodning læses ikke; brug UTF-8, ISO-8859-1 eller windows-1252."});
        if (code == XML_ERROR_INVALID_TOKEN && first_invalid_utf8(bytes_) == offset())
            return stop("xml-encoding", IssueType::structure,
                        {"The bytes are not in the declared encoding (UTF-8 when none is declared).",
                         "Tegnene er ikke i den angivne tegnkodning (UTF-8, når ingen er angivet)."});
        if (code == XML_ERROR_UNDEFINED_ENTITY)
            return stop("xml-entity", IssueType::structure,
                        {"Only the entities amp, lt, gt, quot and apos exist here; write other characters as themselves or as &#...;.",
                         "Her findes kun amp, lt, gt, quot og apos; skriv andre tegn direkte eller som &#...;."});
        const std::string why = XML_ErrorString(code);
        stop("xml-not-well-formed", IssueType::structure, {"Not well-formed XML: " + why, "Ikke velformet XML: " + why});
    }

    void stop(std::string_view code, IssueType type, Words words) {
        issues_.push_back(unreadable(code, bytes_, offset(), std::move(words), type));
        XML_StopParser(parser_.get(), XML_FALSE);
    }

    /// Expat may still report the end of an empty-element tag after it was stopped.
    bool stopped() const { return !issues_.empty(); }

    std::size_t offset() const {
        const auto index = XML_GetCurrentByteIndex(parser_.get());
        return index < 0 ? 0 : static_cast<std::size_t>(index);
    }

    struct Free {
        void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
    };

    std::string_view bytes_;
    XmlHandler& handler_;
    const ReadLimits& limits_;
    std::unique_ptr<std::remove_pointer_t<XML_Parser>, Free> parser_;
    Issues issues_;
    std::vector<XmlAttribute> attributes_;
    std::size_t depth_ = 0;
    std::size_t elements_ = 0;
};

/// UTF-16 and UTF-32 show themselves by a mark or by a NUL byte in the first character.
bool is_wide(std::string_view bytes) {
    return bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE") || bytes.substr(0, 4).find('\0') != std::string_view::npos;
}

}  // namespace

Issues read_xml_events(std::string_view bytes, XmlHandler& handler, const ReadLimits& limits) {
    if (bytes.size() > limits.max_bytes || bytes.size() > INT_MAX)
        return {unreadable(
            "too-large", {}, 0,
            {"The text has " + std::to_string(bytes.size()) + " bytes; at most " + std::to_string(limits.max_bytes) + " are read.",
             "Teksten er på " + std::to_string(bytes.size()) + " bytes; der læses højst " + std::to_string(limits.max_bytes) + "."},
            IssueType::too_long)};
    if (is_wide(bytes))
        return {unreadable(
            "xml-encoding", bytes, 0,
            {"UTF-16 is not read; use UTF-8, ISO-8859-1 or windows-1252.", "UTF-16 læses ikke; brug UTF-8, ISO-8859-1 eller windows-1252."},
            IssueType::not_supported)};
    return Reading(bytes, handler, limits).run();
}

}  // namespace stafet::fhir
