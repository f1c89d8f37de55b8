#include "fhir_models/measures/cql_library.hpp"

#include "fhir_models/xml/xml_reader.hpp"

#include <optional>

namespace stafet::fhir {

namespace {

constexpr std::string_view elm_namespace = "urn:hl7-org:elm:r1";

/// What base64 stands for; white space is passed over. nullopt for anything that is no base64.
std::optional<std::string> decoded(std::string_view base64) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : base64) {
        if (c == '=' || c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
        const auto digit = alphabet.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 0xFF);
    }
    return bytes;
}

/// library/statements/def[@name]
class Definitions : public XmlHandler {
   public:
    explicit Definitions(std::set<std::string, std::less<>>& names) : names_(names) {}

    void start(std::string_view ns, std::string_view name, const std::vector<XmlAttribute>& attributes, std::size_t) override {
        ++depth_;
        if (depth_ == 1) is_elm_ = ns == elm_namespace && name == "library";
        if (depth_ == 2) in_statements_ = name == "statements";
        if (depth_ != 3 || !in_statements_ || name != "def") return;
        for (const auto& attribute : attributes)
            if (attribute.name == "name") names_.emplace(attribute.value);
    }
    void end(std::string_view, std::string_view, std::size_t) override { --depth_; }
    void text(std::string_view, std::size_t) override {}
    bool is_elm() const { return is_elm_; }

   private:
    std::set<std::string, std::less<>>& names_;
    int depth_ = 0;
    bool is_elm_ = false;
    bool in_statements_ = false;
};

}  // namespace

CqlLibrary::CqlLibrary(const Node& library) : resource_(&library) {
    for (const Node* content = library.child("content"); content; content = content->next_same()) {
        if (content->text("contentType") != "application/elm+xml") continue;
        const auto xml = decoded(content->text("data"));
        Definitions definitions(definitions_);
        const bool readable = xml && read_xml_events(*xml, definitions).empty() && definitions.is_elm();
        state_ = readable ? State::readable : State::not_elm;
    }
}

}  // namespace stafet::fhir
