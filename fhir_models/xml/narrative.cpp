#include "fhir_models/xml/narrative.hpp"

#include "fhir_models/xml/xml_escape.hpp"
#include "fhir_models/xml/xml_reader.hpp"

namespace stafet::fhir {

namespace {

/// Checks that a text is one div element in the namespace of xhtml.
class DivCheck final : public XmlHandler {
   public:
    bool is_div = false;
    void start(std::string_view ns, std::string_view name, const std::vector<XmlAttribute>&, std::size_t) override {
        if (depth_++ == 0) is_div = ns == xhtml_namespace && name == "div";
    }
    void end(std::string_view, std::string_view, std::size_t) override { --depth_; }
    void text(std::string_view, std::size_t) override {}

   private:
    std::size_t depth_ = 0;
};

bool is_well_formed_div(std::string_view text) {
    if (!text.starts_with("<div")) return false;  // a declaration or a comment before it may not stand inside a document
    DivCheck check;
    const ReadLimits limits{.max_bytes = text.size(), .max_depth = 200, .max_nodes = 1'000'000};
    return read_xml_events(text, check, limits).empty() && check.is_div;
}

/// Narratives come from HTML editors: its commonest named entity has no meaning in XML without a DTD.
std::string without_nbsp(std::string_view text) {
    constexpr std::string_view entity = "&nbsp;";
    std::string out;
    for (std::size_t at = text.find(entity); at != std::string_view::npos; at = text.find(entity)) {
        out.append(text.substr(0, at)).append("&#160;");
        text.remove_prefix(at + entity.size());
    }
    return out.append(text);
}

}  // namespace

std::string_view with_own_namespace(Tree& tree, std::string_view div) {
    const auto tag = div.substr(0, div.find('>'));
    if (!div.starts_with("<div") || tag.find("xmlns=") != std::string_view::npos) return div;
    std::string text = "<div xmlns=\"" + std::string(xhtml_namespace) + "\"";
    text += div.substr(4);
    return tree.keep(text);
}

std::string div_for_xml(std::string_view div) {
    std::string text = without_nbsp(div);
    if (is_well_formed_div(text)) return text;
    std::string plain = "<div xmlns=\"" + std::string(xhtml_namespace) + "\">";
    append_escaped(plain, div);
    return plain + "</div>";
}

}  // namespace stafet::fhir
