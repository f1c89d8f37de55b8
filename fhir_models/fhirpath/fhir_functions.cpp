// FHIR's additions to FHIRPath: extensions, references, profiles, terminology, narrative.
#include "fhir_models/fhirpath/call.hpp"
#include "fhir_models/fhirpath/element_definition.hpp"
#include "fhir_models/fhirpath/html_checks.hpp"
#include "fhir_models/fhirpath/plain_narrative.hpp"

namespace stafet::fhir::fhirpath {

namespace {

constexpr std::string_view core_profile = "http://hl7.org/fhir/StructureDefinition/";

void extension(Call& call) {
    const auto url = call.text(0);
    if (!url) return;
    for (std::size_t i = 0; i < call.size() && call.evaluator().spend(1); ++i) {
        const Value item = call.item(i);
        if (!item.is_element()) continue;
        for (const Node* child = item.node().first; child; child = child->next)
            if (child->name == "extension" && child->text("url") == *url) call.give(Value(*child, type_of(*child, item.definition())));
    }
}

bool valued(const Value& item) { return !item.is_element() || item.node().has_value(); }

void has_value(Call& call) { call.give(call.size() == 1 && valued(call.item(0))); }

void get_value(Call& call) {
    if (call.size() == 1 && valued(call.item(0))) call.give(call.evaluator().system(call.item(0)));
}

void check_modifiers(Call& call) {
    for (std::size_t i = 0; i < call.size(); ++i) {
        const Value item = call.item(i);
        const Node* modifier = item.is_element() ? item.node().child("modifierExtension") : nullptr;
        for (; modifier; modifier = modifier->next_same()) {
            bool known = false;
            for (std::size_t k = 0; k < call.argument_size(0); ++k)
                known = known || to_text(call.argument_item(0, k)) == modifier->text("url");
            if (!known)
                return call.fail("fhirpath-modifier", {"An element has a modifier extension that the expression does not know.",
                                                       "Et element har en modifier extension, som udtrykket ikke kender."});
        }
    }
    call.give_focus(0, call.size());
}

const Node* enclosing_bundle(const Node* node) {
    while (node && node->resource_type != "Bundle") node = node->parent;
    return node;
}

/// What a reference in or at `item` leads to: contained, in the Bundle around it, or known to the services.
const Node* resolved(Call& call, const Value& item) {
    const Value plain = item.is_element() && !item.node().has_value() ? item : call.evaluator().system(item);
    const std::string_view text = plain.is_element()                  ? plain.node().text("reference")
                                  : plain.type() == ValueType::string ? plain.text()
                                                                      : "";
    if (text.empty()) return nullptr;
    const Node* at = item.is_element() ? &item.node() : call.evaluator().resource();
    if (text.starts_with('#')) return at ? call.evaluator().contained().find(*at, text.substr(1)) : nullptr;
    if (const Node* bundle = enclosing_bundle(at))
        if (const Node* found = call.evaluator().bundle(*bundle).resolve(text)) return found;
    Services* services = call.evaluator().environment().services;
    return services ? services->resolve(text) : nullptr;
}

void resolve(Call& call) {
    for (std::size_t i = 0; i < call.size() && call.evaluator().spend(10); ++i)
        if (const Node* node = resolved(call, call.item(i))) call.give(Value(*node, type_of(*node)));
}

/// The one element that profile and terminology questions are about.
std::optional<Value> element(Call& call) {
    if (call.size() == 0) return std::nullopt;
    const Value item = call.item(0);
    if (call.size() > 1) {
        const std::string name(call.step().name);
        call.fail("fhirpath-singleton", {name + " works on one item, not on several.", name + " virker på ét element, ikke flere."});
    } else if (!item.is_element()) {
        call.wrong_type(item, "an element", "et element");
    }
    return call.failed() ? std::nullopt : std::optional(item);
}

void undecided(Call& call, std::string_view what) {
    const std::string name(what);
    call.fail("fhirpath-undecided", {"This cannot be decided here: " + name + ".", "Det kan ikke afgøres her: " + name + "."});
}

void conforms_to(Call& call) {
    const auto item = element(call);
    const auto profile = item ? call.text(0) : std::nullopt;
    if (!profile) return;
    if (Services* services = call.evaluator().environment().services)
        if (const auto answer = services->conforms_to(item->node(), *profile)) return call.give(*answer);
    // R4's own definitions are the types themselves.
    const auto* type = profile->starts_with(core_profile) ? definitions::find_type(profile->substr(core_profile.size())) : nullptr;
    if (!type || !item->definition()) return undecided(call, *profile);
    call.give(is_kind_of(*item->definition(), *type));
}

/// A code that is no element of the message becomes one.
std::optional<Value> coded(Call& call) {
    if (call.size() != 1 || call.item(0).type() != ValueType::string) return element(call);
    Node code;
    code.kind = ValueKind::string;
    code.value = call.item(0).text();
    return Value(*call.memory().keep(code), definitions::find_type("code"));
}

void member_of(Call& call) {
    const auto item = coded(call);
    const auto value_set = item ? call.text(0) : std::nullopt;
    if (!value_set) return;
    Services* services = call.evaluator().environment().services;
    const auto answer = services ? services->member_of(item->node(), item->definition(), *value_set) : std::nullopt;
    if (!answer) return undecided(call, *value_set);
    call.give(*answer);
}

template <bool focus_is_wider>
void subsumption(Call& call) {
    const auto item = element(call);
    if (!item || call.argument_size(0) != 1) return;
    const Value other = call.argument_item(0, 0);
    if (!other.is_element()) return call.wrong_type(other, "an element", "et element");
    const Node& wide = focus_is_wider ? item->node() : other.node();
    const Node& narrow = focus_is_wider ? other.node() : item->node();
    Services* services = call.evaluator().environment().services;
    const auto answer = services ? services->subsumes(wide, narrow) : std::nullopt;
    if (!answer) return undecided(call, "subsumption");
    call.give(*answer);
}

void element_definitions(Call& call) {
    static const definitions::Type* const type = definitions::find_type("ElementDefinition");
    for (std::size_t i = 0; i < call.size() && call.evaluator().spend(50); ++i)
        if (const Value item = call.item(i); item.is_element())
            if (const Node* node = element_definition(call.memory(), item.node())) call.give(Value(*node, type));
}

/// Every item that is in the slice, and what is in it below an item. An unknown structure or slice gives nothing.
void slice(Call& call) {
    const auto structure = call.text(0);
    const auto name = structure ? call.text(1) : std::nullopt;
    Services* services = call.evaluator().environment().services;
    if (!name || !services) return;
    for (std::size_t i = 0; i < call.size() && call.evaluator().spend(100); ++i) {
        const Value item = call.item(i);
        if (!item.is_element()) continue;
        for (const Node* node : services->slice(item.node(), *structure, *name)) call.give(Value(*node, type_of(*node)));
    }
}

void html_checks(Call& call) {
    const auto div = call.text();
    if (div && call.evaluator().spend(div->size() / 4)) call.give(is_plain_narrative(*div) || is_allowed_narrative(*div));
}

constexpr Function functions[] = {
    {"extension", 1, 1, false, Takes::collection, Gives::extension, extension},
    {"hasValue", 0, 0, false, Takes::collection, Gives::boolean, has_value},
    {"getValue", 0, 0, false, Takes::collection, Gives::anything, get_value},
    {"checkModifiers", 1, 1, false, Takes::collection, Gives::same, check_modifiers},
    {"resolve", 0, 0, false, Takes::collection, Gives::resource, resolve},
    {"conformsTo", 1, 1, false, Takes::item, Gives::boolean, conforms_to},
    {"memberOf", 1, 1, false, Takes::item, Gives::boolean, member_of},
    {"subsumes", 1, 1, false, Takes::item, Gives::boolean, subsumption<true>},
    {"subsumedBy", 1, 1, false, Takes::item, Gives::boolean, subsumption<false>},
    {"elementDefinition", 0, 0, false, Takes::collection, Gives::element_definition, element_definitions},
    {"slice", 2, 2, false, Takes::collection, Gives::anything, slice},
    {"htmlChecks", 0, 0, false, Takes::item, Gives::boolean, html_checks},
};

}  // namespace

std::span<const Function> fhir_functions() { return functions; }

}  // namespace stafet::fhir::fhirpath
