// RapidJSON's tokeniser in front of JsonBuilder. This is the only file that includes RapidJSON.
#if defined(__SSE2__)
#define RAPIDJSON_SSE2
#endif

#include "fhir_models/json/json_reader.hpp"

#include "fhir_models/json/json_builder.hpp"
#include "fhir_models/json/utf8.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <cstring>

namespace stafet::fhir {

namespace {

/// Forwards RapidJSON's events with byte offsets. `buffer` is the text that is decoded in place; offsets in it are those of the source.
class Events : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Events> {
   public:
    Events(JsonBuilder& builder, const rapidjson::InsituStringStream& stream, const char* buffer, bool check_escapes)
        : builder_(builder), stream_(stream), buffer_(buffer), check_escapes_(check_escapes) {}

    /// Offset of a string whose escapes make no character, after reading stopped there.
    std::optional<std::size_t> bad_escape() const { return bad_escape_; }

    bool StartObject() { return builder_.start_object(position()); }
    bool EndObject(rapidjson::SizeType) { return builder_.end_object(position()); }
    bool StartArray() { return builder_.start_array(position()); }
    bool EndArray(rapidjson::SizeType) { return builder_.end_array(position()); }
    bool Key(const char* text, rapidjson::SizeType size, bool) {
        const auto at = static_cast<std::size_t>(text - buffer_) - 1;
        return is_text({text, size}, at) && builder_.key({text, size}, at);
    }
    bool String(const char* text, rapidjson::SizeType size, bool) {
        const auto at = static_cast<std::size_t>(text - buffer_) - 1;
        return is_text({text, size}, at) && builder_.scalar({text, size}, ValueKind::string, at);
    }
    bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
        return builder_.scalar({text, size}, ValueKind::number, static_cast<std::size_t>(text - buffer_));
    }
    bool Bool(bool value) {
        const std::string_view text = value ? "true" : "false";
        return builder_.scalar(text, ValueKind::boolean, position() - text.size());
    }
    bool Null() { return builder_.null(position() - 4); }

   private:
    /// RapidJSON decodes a lone low surrogate (\uDC00) to bytes that are not UTF-8.
    bool is_text(std::string_view text, std::size_t at) {
        if (!check_escapes_ || first_invalid_utf8(text) == std::string_view::npos) return true;
        bad_escape_ = at;
        return false;
    }

    std::size_t position() const { return static_cast<std::size_t>(stream_.src_ - buffer_); }

    JsonBuilder& builder_;
    const rapidjson::InsituStringStream& stream_;
    const char* buffer_;
    bool check_escapes_;
    std::optional<std::size_t> bad_escape_;
};

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// What must hold of the bytes before they are read as JSON.
Issues check_bytes(std::string_view bytes, const ReadLimits& limits) {
    if (bytes.size() > limits.max_bytes)
        return {unreadable(
            "too-large", {}, 0,
            {"The text has " + std::to_string(bytes.size()) + " bytes; at most " + std::to_string(limits.max_bytes) + " are read.",
             "Teksten er på " + std::to_string(bytes.size()) + " bytes; der læses højst " + std::to_string(limits.max_bytes) + "."},
            IssueType::too_long)};
    if (const auto at = first_invalid_utf8(bytes); at != std::string_view::npos)
        return {unreadable("not-utf8", bytes, at, {"Not UTF-8; FHIR JSON is always UTF-8.", "Ikke UTF-8; FHIR JSON er altid UTF-8."})};
    if (const auto at = bytes.find('\0'); at != std::string_view::npos)
        return {unreadable("json-not-well-formed", bytes, at, {"A NUL byte is not JSON.", "En NUL-byte er ikke JSON."})};
    return {};
}

Issue syntax_error(rapidjson::ParseErrorCode code, std::string_view source, std::size_t offset) {
    const std::string why = rapidjson::GetParseError_En(code);
    return unreadable("json-not-well-formed", source, offset, {"Not JSON: " + why, "Ikke JSON: " + why});
}

/// A copy that RapidJSON may decode in place; padded because its SSE2 scan reads whole blocks of 16.
char* decoding_buffer(Tree& tree, std::string_view source) {
    const std::size_t padded = (source.size() / 16 + 2) * 16;
    char* buffer = tree.allocate(padded);
    std::memcpy(buffer, source.data(), source.size());
    std::memset(buffer + source.size(), 0, padded - source.size());
    return buffer;
}

bool has_fatal(const Issues& issues) {
    return std::any_of(issues.begin(), issues.end(), [](const Issue& issue) { return issue.severity == Severity::fatal; });
}

/// Nodes take about four times the bytes of their JSON; large texts grow block by block.
std::size_t arena_size(std::size_t bytes) { return std::min<std::size_t>(bytes * 6 + 1024, 1024 * 1024); }

}  // namespace

ReadOutcome read_json(std::string bytes, const ReadLimits& limits) {
    ReadOutcome outcome;
    outcome.issues = check_bytes(bytes, limits);
    if (!outcome.issues.empty()) return outcome;

    Tree tree(arena_size(bytes.size()));
    const std::string_view source = tree.adopt_source(std::move(bytes));
    char* buffer = decoding_buffer(tree, source);
    const std::size_t skipped = source.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;

    rapidjson::InsituStringStream stream(buffer + skipped);
    rapidjson::Reader reader;
    JsonBuilder builder(tree, limits, outcome.issues);
    Events events(builder, stream, buffer, source.find("\\u") != std::string_view::npos);
    constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
    const rapidjson::ParseResult result = reader.Parse<flags>(stream, events);

    if (const auto at = events.bad_escape())
        outcome.issues.push_back(syntax_error(rapidjson::kParseErrorStringUnicodeSurrogateInvalid, source, *at));
    else if (result.IsError() && result.Code() != rapidjson::kParseErrorTermination)
        outcome.issues.push_back(syntax_error(result.Code(), source, result.Offset() + skipped));
    if (result.IsError() || has_fatal(outcome.issues)) return outcome;
    if (tree.root().resource_type.empty())
        outcome.issues.push_back(finding(
            Severity::error, IssueType::structure, "resource-type-missing", {}, position_of(source, tree.root().offset),
            {"resourceType is missing; a FHIR resource names its type.", "resourceType mangler; en FHIR-ressource angiver sin type."}));
    outcome.tree = std::move(tree);
    return outcome;
}

}  // namespace stafet::fhir
