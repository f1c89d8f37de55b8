#include "fhir_models/validation/validate.hpp"

#include "base/assert.hpp"
#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/validation/danish_rules.hpp"
#include "fhir_models/validation/findings.hpp"
#include "fhir_models/validation/nearest.hpp"
#include "fhir_models/validation/primitives.hpp"
#include "fhir_models/validation/reference_rules.hpp"

#include <algorithm>
#include <bitset>

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
    explicit Walk(const Tree& tree) : findings_(tree), references_(tree.root()) {}

    Issues run(const Node& root) {
        resource(root);
        return findings_.take();
    }

   private:
    void resource(const Node& node) {
        if (node.resource_type.empty())
            return error(
                node, IssueType::structure, "resource-type-missing",
                {"The resource does not say its type; write resourceType.", "Ressourcen angiver ikke sin type; skriv resourceType."});
        const Type* type = definitions::find_resource(node.resource_type);
        if (type && type->kind() == TypeKind::resource) return children(node, *type);
        const auto guess = nearest(node.resource_type, definitions::all_types(),
                                   [](const Type& t) { return t.kind() == TypeKind::resource ? t.name() : std::string_view{}; });
        const std::string name = quoted(node.resource_type);
        error(node, IssueType::structure, "unknown-resource-type",
              guess.empty() ? Words{"FHIR R4 has no resource " + name + ".", "FHIR R4 har ingen ressource " + name + "."}
                            : Words{"FHIR R4 has no resource " + name + "; " + quoted(guess) + " is the nearest.",
                                    "FHIR R4 har ingen ressource " + name + "; " + quoted(guess) + " er den nærmeste."});
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
        const Element* first = &element;
        const Element* begin = type.elements().data();
        while (!element.choice().empty() && first != begin && (first - 1)->choice() == element.choice()) --first;
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
        error(child, IssueType::structure, "unknown-element",
              guess.empty() ? Words{where + " has no element " + name + "; use an extension for data of your own.",
                                    where + " har intet element " + name + "; brug en extension til egne data."}
                            : Words{where + " has no element " + name + "; did you mean " + quoted(guess) + "?",
                                    where + " har intet element " + name + "; mente du " + quoted(guess) + "?"});
    }

    void repeated(const Node& child, const Element& element) {
        const std::string name = element.choice().empty() ? quoted(element.name()) : quoted(std::string(element.choice()) + "[x]");
        error(child, IssueType::structure, "element-repeated", {name + " may occur once only.", name + " må kun forekomme én gang."});
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
        if (!node.first)
            return error(node, IssueType::value, "element-empty",
                         {"The element is empty; leave it out.", "Elementet er tomt; udelad det."});
        children(node, type);
        rules(node, type.name());
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
        if (node.kind == kind) return;
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

    /// What the specification says of single datatypes beyond their elements.
    void rules(const Node& node, std::string_view type) {
        if (type == "Reference")
            references_.check(node, findings_);
        else if (type == "Identifier")
            check_identifier(node, findings_);
        else if (type == "Extension")
            extension(node);
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

    Findings findings_;
    ReferenceRules references_;
};

}  // namespace

Issues validate(const Tree& tree) { return Walk(tree).run(tree.root()); }

}  // namespace stafet::fhir
