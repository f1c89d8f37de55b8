#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "fhir_models/xml/narrative.hpp"
#include "fhir_models/xml/xml_escape.hpp"

#include <algorithm>
#include <vector>

namespace stafet::fhir {

namespace {

using definitions::Element;
using definitions::Primitive;
using definitions::Type;

/// A JSON key can be anything; only these can be the name of an element. What R4 defines always can.
bool is_element_name(std::string_view name) {
    const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
    return !name.empty() && letter(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; });
}

class XmlWriter {
   public:
    XmlWriter(std::string& out, XmlStyle style) : out_(out), pretty_(style == XmlStyle::pretty) {}

    void document(const Node& resource) {
        out_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
        if (pretty_) out_ += '\n';
        this->resource(resource, " xmlns=\"http://hl7.org/fhir\"");
    }

   private:
    void resource(const Node& node, std::string_view xmlns) {
        const std::string_view type = is_element_name(node.resource_type) ? node.resource_type : "Resource";
        out_ += '<';
        out_ += type;
        out_ += xmlns;
        content(node, type, definitions::find_resource(type), true);
    }

    void element(const Node& node, const Type* type) {
        if (type && type->primitive() == Primitive::xhtml) {
            out_ += div_for_xml(node.value);
            return;
        }
        out_ += '<';
        out_ += node.name;
        if (!node.resource_type.empty()) {
            out_ += '>';
            ++depth_;
            new_line();
            resource(node, {});
            --depth_;
            new_line();
            end_tag(node.name);
            return;
        }
        for (const Node* child = node.first; child; child = child->next)
            if (is_attribute(*child) && node.child(child->name) == child) attribute(child->name, child->value);
        if (node.has_value()) attribute("value", node.value);
        content(node, node.name, type, false);
    }

    /// The rest of the start tag, the children and the end tag.
    void content(const Node& node, std::string_view name, const Type* type, bool is_resource) {
        const auto children = in_order(node, type, is_resource);
        if (children.empty()) {
            out_ += "/>";
            return;
        }
        out_ += '>';
        ++depth_;
        for (const auto& [place, child, child_type] : children) {
            new_line();
            element(*child, child_type);
        }
        --depth_;
        new_line();
        end_tag(name);
    }

    /// `id` of an element (not of a resource) and `url` of an extension are attributes.
    static bool is_attribute(const Node& child) {
        if (child.name == "id") return child.parent->resource_type.empty();
        return child.name == "url" && (child.parent->name == "extension" || child.parent->name == "modifierExtension");
    }

    struct Child {
        std::size_t place;
        const Node* node;
        const Type* type;
    };

    /// The children in the order of the definition; one that it does not know stays behind its neighbour.
    static std::vector<Child> in_order(const Node& node, const Type* type, bool is_resource) {
        std::vector<Child> children;
        const Element* found = nullptr;
        std::size_t place = 0;
        for (const Node* child = node.first; child; child = child->next) {
            if ((!is_resource && is_attribute(*child)) || !is_element_name(child->name)) continue;
            const Element* element = type ? type->find(child->name, found) : nullptr;
            if (element) {
                found = element;
                place = static_cast<std::size_t>(element - type->elements().data());
            }
            const bool extension = child->name == "extension" || child->name == "modifierExtension";
            children.push_back({place, child, element ? &element->type() : extension ? definitions::find_type("Extension") : nullptr});
        }
        std::stable_sort(children.begin(), children.end(), [](const Child& a, const Child& b) { return a.place < b.place; });
        return children;
    }

    void attribute(std::string_view name, std::string_view value) {
        out_ += ' ';
        out_ += name;
        out_ += "=\"";
        append_escaped(out_, value);
        out_ += '"';
    }

    void end_tag(std::string_view name) {
        out_ += "</";
        out_ += name;
        out_ += '>';
    }

    void new_line() {
        if (!pretty_) return;
        out_ += '\n';
        out_.append(2 * depth_, ' ');
    }

    std::string& out_;
    bool pretty_;
    std::size_t depth_ = 0;
};

}  // namespace

std::string write_xml(const Node& resource, XmlStyle style) {
    std::string out;
    out.reserve(4 * 1024);
    XmlWriter(out, style).document(resource);
    return out;
}

}  // namespace stafet::fhir
