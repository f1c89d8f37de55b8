#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/json/json_number.hpp"
#include "fhir_models/json/utf8.hpp"
#include "fhir_models/tree/finding.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "fhir_models/xml/narrative.hpp"
#include "fhir_models/xml/xml_reader.hpp"

#include <algorithm>
#include <vector>

namespace stafet::fhir {

namespace {

using definitions::Element;
using definitions::Primitive;
using definitions::Type;

constexpr std::string_view fhir_namespace = "http://hl7.org/fhir";
constexpr std::size_t max_issues = 100;
/// As many different unknown names below one element as JSON may have keys in an object; writing costs their square.
constexpr std::size_t max_unknown_names = 256;

/// Text that is no number stays a string, so that what is written from it is always JSON.
ValueKind kind_of(std::string_view value, const Type* type) {
    const Primitive primitive = type ? type->primitive() : Primitive::none;
    const bool numeric = primitive == Primitive::integer || primitive == Primitive::decimal || primitive == Primitive::unsigned_int ||
                         primitive == Primitive::positive_int;
    if (numeric && is_json_number(value)) return ValueKind::number;
    if (primitive == Primitive::boolean && (value == "true" || value == "false")) return ValueKind::boolean;
    return ValueKind::string;
}

/// XML events -> element tree, guided by the definitions.
class XmlBuilder final : public XmlHandler {
   public:
    XmlBuilder(Tree& tree, Issues& issues) : tree_(tree), issues_(issues) { frames_.reserve(32); }

    void start(std::string_view ns, std::string_view name, const std::vector<XmlAttribute>& attributes, std::size_t offset) override {
        if (narrative_depth_ > 0) {
            ++narrative_depth_;
            return;
        }
        if (ns == xhtml_namespace && !frames_.empty()) return start_narrative(name, offset);
        if (ns != fhir_namespace)
            report("xml-namespace", offset,
                   {"<" + std::string(name) + "> is not in FHIR's namespace " + std::string(fhir_namespace) + ".",
                    "<" + std::string(name) + "> er ikke i FHIR's navnerum " + std::string(fhir_namespace) + "."});
        if (frames_.empty() || frames_.back().holder)
            start_resource(name, offset);
        else
            start_element(name, offset);
        take(attributes, offset);
    }

    void end(std::string_view, std::string_view, std::size_t offset_after) override {
        if (narrative_depth_ > 0) {
            if (--narrative_depth_ == 0) end_narrative(offset_after);
            return;
        }
        const Frame frame = frames_.back();
        frames_.pop_back();
        put_url_in_place(frame);
        if (frame.holder && frame.node->resource_type.empty())
            report("resource-missing", frame.node->offset, {"The element must hold one resource.", "Elementet skal rumme én ressource."});
    }

    void text(std::string_view utf8, std::size_t offset) override {
        if (narrative_depth_ > 0 || utf8.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
        report("xml-text", offset,
               {"FHIR XML has no text between elements; a value stands in the attribute \"value\".",
                "FHIR XML har ingen tekst mellem elementer; en værdi står i attributten \"value\"."});
    }

    /// False when the document must not become a tree although it is well-formed.
    bool readable() const { return readable_; }

   private:
    struct Frame {
        Node* node = nullptr;
        const Type* type = nullptr;     ///< nullptr below an unknown element
        const Element* near = nullptr;  ///< where the last child was found
        Node* url = nullptr;
        std::size_t unknown_names = 0;
        bool holder = false;  ///< entry.resource, contained, ...: its one child is a resource
    };

    void start_resource(std::string_view name, std::size_t offset) {
        Node* node = frames_.empty() ? &tree_.root() : frames_.back().node;
        if (frames_.empty()) node->offset = static_cast<std::uint32_t>(offset);
        if (!node->resource_type.empty())
            report("resource-twice", offset,
                   {"Only one resource fits here; repeat the element around it.",
                    "Her er kun plads til én ressource; gentag elementet omkring den."});
        const Type* type = definitions::find_resource(name);
        node->resource_type = type ? type->name() : tree_.keep(name);
        frames_.push_back({node, type, nullptr, nullptr, 0, false});
    }

    void start_element(std::string_view name, std::size_t offset) {
        Frame& parent = frames_.back();
        if (name == "id" && parent.node->resource_type.empty())
            report("xml-id-element", offset,
                   {"The id of an element is an attribute: <... id=\"x\">; only a resource has it as an element.",
                    "Et elements id er en attribut: <... id=\"x\">; kun en ressource har det som element."});
        const Element* element = parent.type ? parent.type->find(name, parent.near) : nullptr;
        if (element)
            parent.near = element;
        else
            count_unknown(parent, name, offset);
        const Type* type = element                                              ? &element->type()
                           : name == "extension" || name == "modifierExtension" ? definitions::find_type("Extension")
                                                                                : nullptr;
        Node& node = append(element ? element->name() : tree_.keep(name), offset);
        node.list = element ? element->is_list() : type != nullptr;
        if (type && type->is_primitive()) node.kind = ValueKind::absent;
        frames_.push_back({&node, type, nullptr, nullptr, 0, type && type->kind() == definitions::TypeKind::abstract_resource});
    }

    void count_unknown(Frame& parent, std::string_view name, std::size_t offset) {
        const bool repeats = parent.node->last && parent.node->last->name == name;
        if (repeats || ++parent.unknown_names != max_unknown_names + 1) return;
        report("xml-too-many-unknown", offset,
               {"More than " + std::to_string(max_unknown_names) + " elements that FHIR does not have.",
                "Flere end " + std::to_string(max_unknown_names) + " elementer, som FHIR ikke har."},
               IssueType::too_long);
        readable_ = false;
    }

    Node& append(std::string_view name, std::size_t offset) {
        Node& node = tree_.append_raw(*frames_.back().node);
        node.name = name;
        node.offset = static_cast<std::uint32_t>(offset);
        return node;
    }

    void take(const std::vector<XmlAttribute>& attributes, std::size_t offset) {
        Frame& frame = frames_.back();
        for (const auto& [name, value] : attributes) {
            if (name.find('|') != std::string_view::npos) continue;  // xsi:schemaLocation, xml:id and their like say nothing of the content
            if (name == "value") {
                frame.node->value = tree_.keep(value);
                frame.node->kind = kind_of(value, frame.type);
                if (value.empty())
                    report("empty-value", offset, {"The value is empty; leave the element out.", "Værdien er tom; udelad elementet."},
                           IssueType::value);
            } else if (name == "id" || name == "url") {
                Node& child = append(name == "id" ? "id" : "url", offset);
                child.value = tree_.keep(value);
                child.kind = ValueKind::string;
                if (name == "url") frame.url = &child;
                if (value.empty())
                    report("empty-value", offset,
                           {"The attribute " + std::string(name) + " is empty; leave it out.",
                            "Attributten " + std::string(name) + " er tom; udelad den."},
                           IssueType::value);
            } else {
                report("unknown-attribute", offset,
                       {"The attribute \"" + std::string(name) + "\" does not exist in FHIR; it has id, url and value.",
                        "Attributten \"" + std::string(name) + "\" findes ikke i FHIR; der er id, url og value."});
            }
        }
    }

    /// The definition of Extension has url after its own extensions; JSON keeps that order.
    static void put_url_in_place(const Frame& frame) {
        Node* url = frame.url;
        if (!url || !url->next || url->next->name != "extension") return;
        Node* before = nullptr;
        for (Node* n = frame.node->first; n != url; n = n->next) before = n;
        Node* last_extension = url->next;
        while (last_extension->next && last_extension->next->name == "extension") last_extension = last_extension->next;
        (before ? before->next : frame.node->first) = url->next;
        url->next = last_extension->next;
        last_extension->next = url;
        if (frame.node->last == last_extension) frame.node->last = url;
    }

    void start_narrative(std::string_view name, std::size_t offset) {
        narrative_ = &append(tree_.keep(name), offset);
        narrative_->kind = ValueKind::string;
        narrative_depth_ = 1;
    }

    void end_narrative(std::size_t offset_after) {
        const auto source = tree_.source().substr(narrative_->offset, offset_after - narrative_->offset);
        narrative_->value = with_own_namespace(tree_, source);
        if (!narrative_->value.starts_with("<div"))
            report("narrative-prefix", narrative_->offset,
                   {"Narrative must be a <div> in the default namespace " + std::string(xhtml_namespace) + ", without prefix.",
                    "Den læsbare tekst skal være en <div> i standardnavnerummet " + std::string(xhtml_namespace) + ", uden præfiks."});
    }

    void report(std::string_view code, std::size_t offset, Words words, IssueType type = IssueType::structure) {
        if (issues_.size() >= max_issues) return;
        const std::string path = frames_.empty() ? std::string() : path_of(*frames_.back().node);
        issues_.push_back(finding(Severity::error, type, code, path, position_of(tree_.source(), offset), std::move(words)));
    }

    bool readable_ = true;
    Tree& tree_;
    Issues& issues_;
    std::vector<Frame> frames_;
    Node* narrative_ = nullptr;
    std::size_t narrative_depth_ = 0;
};

/// FHIR is exchanged in UTF-8. The declaration is plain ASCII at the very beginning, so looking at it needs no parser.
bool declares_other_encoding(std::string_view bytes) {
    const auto declaration = bytes.substr(0, bytes.find("?>"));
    const auto at = declaration.find("encoding");
    if (!bytes.starts_with("<?xml") || at == std::string_view::npos) return false;
    std::string name;
    for (const char c : declaration.substr(at + 8))
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) name += static_cast<char>(c | 0x20);
    return !name.starts_with("utf8") && !name.starts_with("usascii");
}

Issues check_bytes(std::string_view bytes) {
    const Words words{"Not UTF-8; FHIR is always UTF-8.", "Ikke UTF-8; FHIR er altid UTF-8."};
    if (declares_other_encoding(bytes)) return {unreadable("not-utf8", bytes, 0, words)};
    if (const auto at = first_invalid_utf8(bytes); at != std::string_view::npos) return {unreadable("not-utf8", bytes, at, words)};
    return {};
}

}  // namespace

ReadOutcome read_xml(std::string bytes, const ReadLimits& limits) {
    ReadOutcome outcome;
    if (bytes.size() <= limits.max_bytes) outcome.issues = check_bytes(bytes);
    if (!outcome.issues.empty()) return outcome;
    Tree tree(std::min<std::size_t>(bytes.size() * 5 + 1024, 1024 * 1024));
    const std::string_view source = tree.adopt_source(std::move(bytes));
    XmlBuilder builder(tree, outcome.issues);
    const Issues stopped = read_xml_events(source, builder, limits);
    outcome.issues.insert(outcome.issues.begin(), stopped.begin(), stopped.end());
    if (stopped.empty() && builder.readable()) outcome.tree = std::move(tree);
    return outcome;
}

ReadOutcome read_any(std::string bytes, const ReadLimits& limits) {
    const std::size_t mark = bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    const auto first = bytes.find_first_not_of(" \t\r\n", mark);
    return first != std::string::npos && bytes[first] == '<' ? read_xml(std::move(bytes), limits) : read_json(std::move(bytes), limits);
}

}  // namespace stafet::fhir
