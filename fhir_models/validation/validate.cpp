#include "fhir_models/validation/validate.hpp"

#include "base/assert.hpp"
#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/validation/attachment_rules.hpp"
#include "fhir_models/validation/bundle_rules.hpp"
#include "fhir_models/validation/contained_rules.hpp"
#include "fhir_models/validation/danish_rules.hpp"
#include "fhir_models/validation/id_rules.hpp"
#include "fhir_models/validation/narrative_rules.hpp"
#include "fhir_models/validation/nearest.hpp"
#include "fhir_models/validation/primitives.hpp"
#include "fhir_models/validation/reference_rules.hpp"
#include "fhir_models/validation/signature_rules.hpp"
#include "fhir_models/validation/uri_rules.hpp"

#include <algorithm>
#include <bitset>
#include <utility>

namespace stafet::fhir {

namespace {

using definitions::Element;
using definitions::Primitive;
using definitions::Type;
using definitions::TypeKind;

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

bool is_number(Primitive p) {
    return p == Primitive::integer || p == Primitive::decimal || p == Primitive::unsigned_int || p == Primitive::positive_int;
}

/// More than the elements of any type of R4, each type of a choice counted.
constexpr std::size_t max_elements = 512;
/// Which elements of a type have occurred.
using Seen = std::bitset<max_elements>;

/// Walks the tree once. One method per question that is asked of an element.
class Walk {
   public:
    Walk(const Tree& tree, const Strictness& strictness) : strictness_(strictness), findings_(tree) {}

    Issues run(const Node& root) {
        resource(root);
        links_.check(root, findings_);
        return findings_.take();
    }

   private:
    void resource(const Node& node) {
        if (node.resource_type.empty())
            return error(
                node, IssueType::structure, "resource-type-missing",
                {"The resource does not say its type; write resourceType.", "Ressourcen angiver ikke sin type; skriv resourceType."});
        const Type* type = definitions::find_resource(node.resource_type);
        if (type && type->kind() == TypeKind::resource) return known(node, *type);
        const auto guess = nearest(node.resource_type, definitions::all_types(),
                                   [](const Type& t) { return t.kind() == TypeKind::resource ? t.name() : std::string_view{}; });
        const std::string name = quoted(node.resource_type);
        error(node, IssueType::structure, "unknown-resource-type",
              guess.empty() ? Words{"FHIR R4 has no resource " + name + ".", "FHIR R4 har ingen ressource " + name + "."}
                            : Words{"FHIR R4 has no resource " + name + "; " + quoted(guess) + " is the nearest.",
                                    "FHIR R4 har ingen ressource " + name + "; " + quoted(guess) + " er den nærmeste."});
    }

    /// A resource that R4 has: its content, then what concerns it as a whole.
    void known(const Node& node, const Type& type) {
        const bool inside = node.name == "contained" && resource_;
        ResourceScope scope(node, inside ? resource_ : nullptr);
        ResourceScope* const outer = std::exchange(resource_, &scope);
        if (type.name() == "Bundle")
            bundle(node, type);
        else
            children(node, type);
        resource_ = outer;
        check_ids(scope.ids, findings_);
        check_contained(scope, findings_);
        if (inside) outer->contained.push_back({&node, std::move(scope.points_to)});
    }

    void bundle(const Node& node, const Type& type) {
        BundleScope scope(node);
        BundleScope* const outer = std::exchange(bundle_, &scope);
        children(node, type);
        bundle_ = outer;
        check_bundle(scope, findings_);
    }

    /// Every child against the definition of its parent's type, then what the definition requires.
    void children(const Node& node, const Type& type) {
        Seen seen;
        const Element* element = nullptr;
        for (const Node* child = node.first; child && !findings_.full(); child = child->next) {
            const Element* found = type.find(child->name, element);
            if (!found) {
                unknown(*child, type);
                continue;
            }
            element = found;
            if (child->name == "id" && child->has_value() && node.resource_type.empty()) resource_->ids.emplace_back(child->value, &node);
            const std::size_t slot = slot_of(*element, type);
            if (seen[slot] && !element->is_list()) repeated(*child, *element);
            seen[slot] = true;
            shape(*child, *element);
            value(*child, element->type());
        }
        required(node, type, seen);
    }

    /// Index of the element in its type; all types of one choice share the first one's.
    static std::size_t slot_of(const Element& element, const Type& type) {
        const Element* begin = type.elements().data();
        const auto before = [&](const Element& e) { return e.choice() != element.choice(); };
        const Element* first = element.choice().empty() ? &element : std::partition_point(begin, &element, before);
        const auto slot = static_cast<std::size_t>(first - begin);
        STAFET_ASSERT(slot < max_elements, "no type of R4 has so many elements");
        return slot;
    }

    void required(const Node& node, const Type& type, const Seen& seen) {
        const auto elements = type.elements();
        for (std::size_t i = 0; i < elements.size(); ++i) {
            const Element& element = elements[i];
            if (element.min() == 0 || seen[i] || slot_of(element, type) != i) continue;
            const std::string name = element.choice().empty() ? quoted(element.name()) : quoted(std::string(element.choice()) + "[x]");
            error(node, IssueType::required, "element-required",
                  {name + " is missing: " + std::string(type.name()) + " must have it.",
                   name + " mangler: " + std::string(type.name()) + " skal have det."});
        }
    }

    void unknown(const Node& child, const Type& type) {
        const auto guess = nearest(child.name, type.elements(), [](const Element& e) { return e.name(); });
        const std::string name = quoted(child.name);
        const std::string where(type.name());
        error_about(child, IssueType::structure, "unknown-element",
                    guess.empty() ? Words{where + " has no element " + name + "; use an extension for data of your own.",
                                          where + " har intet element " + name + "; brug en extension til egne data."}
                                  : Words{where + " has no element " + name + "; did you mean " + quoted(guess) + "?",
                                          where + " har intet element " + name + "; mente du " + quoted(guess) + "?"});
    }

    void repeated(const Node& child, const Element& element) {
        const std::string name = element.choice().empty() ? quoted(element.name()) : quoted(std::string(element.choice()) + "[x]");
        error_about(child, IssueType::structure, "element-repeated", {name + " may occur once only.", name + " må kun forekomme én gang."});
    }

    void shape(const Node& child, const Element& element) {
        if (element.is_list() == child.list) return;
        const std::string name = quoted(element.name());
        if (child.list)
            error(child, IssueType::structure, "array-unexpected",
                  {name + " does not repeat; write it without [ ].", name + " gentages ikke; skriv det uden [ ]."});
        else
            error(child, IssueType::structure, "array-expected",
                  {name + " can repeat; write it as an array [ ].", name + " kan gentages; skriv det som et array [ ]."});
    }

    void value(const Node& node, const Type& type) {
        if (type.is_primitive()) return primitive(node, type);
        if (node.is_primitive())
            return error(node, IssueType::structure, "object-expected",
                         {"Not a simple value: " + std::string(type.name()) + " has elements of its own.",
                          "Ikke en simpel værdi: " + std::string(type.name()) + " har egne elementer."});
        if (type.kind() == TypeKind::abstract_resource) return resource(node);
        const bool entry = bundle_ && node.parent == &bundle_->bundle() && node.name == "entry";
        if (entry) bundle_->enter();
        if (!node.first)
            return error(node, IssueType::value, "element-empty",
                         {"The element is empty; leave it out.", "Elementet er tomt; udelad det."});
        if (node.name == "snapshot" && node.parent->resource_type == "StructureDefinition") return snapshot(node, type);
        children(node, type);
        rules(node, type);
        if (entry) bundle_->leave();
    }

    /// The elements of a snapshot have the same ids as those of the differential.
    void snapshot(const Node& node, const Type& type) {
        auto others = std::exchange(resource_->ids, {});
        children(node, type);
        check_ids(resource_->ids, findings_);
        resource_->ids = std::move(others);
    }

    void primitive(const Node& node, const Type& type) {
        if (node.kind == ValueKind::none) {
            return error(node, IssueType::structure, "value-expected",
                         expected("An object where a simple value belongs", "Et objekt, hvor der hører en simpel værdi til", type));
        }
        if (!node.has_value() && !node.first)
            return error(node, IssueType::value, "element-empty",
                         {"The element is empty; leave it out.", "Elementet er tomt; udelad det."});
        if (node.first) children(node, type);
        if (!node.has_value() || node.value.empty()) return;
        const ValueKind kind = type.primitive() == Primitive::boolean ? ValueKind::boolean
                               : is_number(type.primitive())          ? ValueKind::number
                                                                      : ValueKind::string;
        const bool valid = is_valid_primitive(type.primitive(), node.value);
        if (!valid)
            return error(node, IssueType::value, "value-format",
                         expected("The value does not have the form of " + std::string(type.name()),
                                  "Værdien har ikke formen for " + std::string(type.name()), type));
        if (node.kind == kind) return texts(node, type.primitive());
        if (kind == ValueKind::string)
            error(node, IssueType::structure, "value-kind",
                  {"The value must be a JSON string: put it in quotes.", "Værdien skal være en JSON-streng: sæt den i anførselstegn."});
        else
            error(node, IssueType::structure, "value-kind",
                  {"The value must stand without quotes in JSON.", "Værdien skal stå uden anførselstegn i JSON."});
    }

    static Words expected(std::string en, std::string da, const Type& type) {
        const Words right = description_of(type.primitive());
        return {en + "; it must be " + right.en + ".", da + "; den skal være " + right.da + "."};
    }

    /// What a value that has the format of its type may still do wrong.
    void texts(const Node& node, Primitive primitive) {
        switch (primitive) {
            case Primitive::xhtml: return check_narrative(node, *resource_, links_, findings_);
            case Primitive::base64_binary: return check_base64(node, findings_);
            case Primitive::uri:
            case Primitive::url:
            case Primitive::canonical:
            case Primitive::oid:
            case Primitive::uuid: uri(node, primitive); break;
            case Primitive::string:
            case Primitive::markdown:
            case Primitive::code: break;
            default: return;  // numbers, times and ids: their form leaves no room
        }
        check_text(node, primitive == Primitive::markdown, strictness_, findings_);
    }

    void uri(const Node& node, Primitive primitive) {
        check_uri(node, findings_);
        if (node.value.starts_with('#')) {
            resource_->points_to.push_back(node.value.substr(1));
            // Meta.source may name a request in its server's log.
            if (node.name == "source" && node.parent->name == "meta") return;
            links_.add(primitive == Primitive::canonical ? InnerLinks::Kind::canonical : InnerLinks::Kind::uri, node, node.value.substr(1));
        } else if (bundle_ && bundle_->is_linked() && bundle_->in_entry() && (primitive == Primitive::uri || primitive == Primitive::url) &&
                   may_link(node)) {
            check_link(node, *bundle_, findings_);
        }
    }

    /// Systems, addresses of machines and names of extensions are no links.
    static bool may_link(const Node& node) {
        if (node.name == "system" || node.name == "fullUrl") return false;
        if (node.name == "url") return node.parent->name != "extension" && node.parent->name != "modifierExtension";
        if (node.name == "endpoint") return node.parent->name != "source" && node.parent->name != "destination";
        return node.name != "address";
    }

    /// What the specification says of single datatypes beyond their elements.
    void rules(const Node& node, const Type& type) {
        static const Type* const reference = definitions::find_type("Reference");
        static const Type* const identifier = definitions::find_type("Identifier");
        static const Type* const coding = definitions::find_type("Coding");
        static const Type* const extension_type = definitions::find_type("Extension");
        static const Type* const attachment = definitions::find_type("Attachment");
        static const Type* const signature = definitions::find_type("Signature");
        static const Type* const meta = definitions::find_type("Meta");
        if (&type == coding) return check_system(node, findings_);
        if (&type == extension_type) return extension(node);
        if (&type == reference) {
            if (const auto text = node.text("reference"); text.starts_with('#')) resource_->points_to.push_back(text.substr(1));
            check_reference(node, bundle_, contained_, findings_);
        } else if (&type == identifier) {
            check_system(node, findings_);
            check_identifier(node, findings_);
        } else if (&type == attachment) {
            check_attachment(node, findings_);
        } else if (&type == signature) {
            check_signature(node, findings_);
        } else if (&type == meta) {
            check_meta(node, findings_);
        }
    }

    void extension(const Node& node) {
        bool has_value = false;
        bool has_extension = false;
        for (const Node* child = node.first; child; child = child->next) {
            has_value = has_value || child->name.starts_with("value");
            has_extension = has_extension || child->name == "extension";
        }
        if (has_value != has_extension) return;
        error(node, IssueType::invariant, "extension-content",
              {"An extension has either a value[x] or extensions, one of them and not both.",
               "En extension har enten en value[x] eller extensions, én af delene og ikke begge."});
    }

    void error(const Node& node, IssueType type, std::string_view code, Words words) {
        findings_.add(node, Severity::error, type, code, std::move(words));
    }

    /// About a child that has no place of its own: the path is its parent's, which FHIRPath finds; the line is the child's.
    void error_about(const Node& child, IssueType type, std::string_view code, Words words) {
        findings_.add(*child.parent, Severity::error, type, code, std::move(words), &child);
    }

    const Strictness& strictness_;
    Findings findings_;
    InnerLinks links_;
    ContainedIndex contained_;
    ResourceScope* resource_ = nullptr;  ///< the one that the walk is in
    BundleScope* bundle_ = nullptr;      ///< the innermost around it
};

}  // namespace

Issues validate(const Tree& tree, const Strictness& strictness) { return Walk(tree, strictness).run(tree.root()); }

}  // namespace stafet::fhir
