#include "adapters/mapping/conversion.hpp"

#include "adapters/mapping/danish_time.hpp"
#include "base/assert.hpp"
#include "base/ids.hpp"
#include "fhir_models/fhirpath/evaluate.hpp"

#include <algorithm>
#include <utility>

namespace stafet::mapping {

using fhir::Node;

namespace {
/// RESTful form, so that the references "Type/id" of MedCom's messages resolve (FHIR R4, Bundle 3.2); `.invalid` leads nowhere.
constexpr std::string_view full_url_base = "https://stafet.invalid/fhir/";
constexpr std::string_view endpoint_base = "https://sor2.sum.dsdn.dk/#id=";

std::string endpoint(const PartyRef& party) { return party.sor.empty() ? std::string{} : std::string(endpoint_base) + party.sor; }

/// The identifier that a letter names an organisation by, and its IdentifierCode.
std::pair<std::string_view, std::string_view> letter_identifier(const PartyRef& party) {
    if (!party.sks.empty()) return {party.sks, "sygehusafdelingsnummer"};
    if (!party.ydernummer.empty()) return {party.ydernummer, "ydernummer"};
    if (!party.municipality_code.empty()) return {party.municipality_code, "kommunenummer"};
    if (!party.sor.empty()) return {party.sor, "sorkode"};
    return {};
}

/// What is known of the party beside the source, or nothing when the source names another unit.
const PartyRef& completing(const PartyRef& known, const PartyRef& named) {
    static const PartyRef nothing;
    return !named.gln.empty() && !known.gln.empty() && named.gln != known.gln ? nothing : known;
}
}  // namespace

Conversion::Conversion(const MapProgram& program, const TranslationRequest& request, const fhir::Tree& source)
    : program_(program),
      request_(request),
      source_(source),
      bundle_(source.root()),
      marks_(source.node_count()),
      sources_(program.slots),
      targets_(program.slots),
      resources_(program.slots) {}

std::string_view Conversion::read(const Node& parent, std::string_view child) {
    const Node* leaf = parent.child(child);
    return leaf ? read(*leaf) : std::string_view{};
}

void Conversion::lose(const Node& node, Loss::Kind kind, std::string reason) {
    losses_.push_back({kind, fhir::path_of(node), std::move(reason)});
}

Node& Conversion::target_of(std::size_t slot) {
    if (targets_[slot]) return *targets_[slot];
    const ResourceSlot* resource = resources_[slot];
    STAFET_ASSERT(resource, "a row writes into a resource outside its scope");
    if (id_stem_.empty()) id_stem_ = uuid_from_name(request_.message_id).substr(0, 32);
    std::string id = id_stem_;
    for (int shift = 12; shift >= 0; shift -= 4) id += "0123456789abcdef"[made_ >> shift & 15];
    if (made_++ == 0) id = request_.message_id;  // the first resource is the MessageHeader
    Node& entry = tree_.append(tree_.root(), "entry");
    entry.list = true;
    tree_.append(entry, "fullUrl", std::string(full_url_base) + resource->type + '/' + id);
    Node& node = tree_.append(entry, "resource");
    node.resource_type = tree_.keep(resource->type);
    tree_.append(node, "id", id);
    targets_[slot] = &node;
    if (!resource->from) write_filters(tree_, node, resource->filters);
    if (resource->from) refer(*resource->from, node);
    if (resource->whose) refer(*resource->whose, target_of(resource->whose_target));
    return node;
}

void Conversion::refer(const FhirPath& place, const Node& resource) {
    std::string reference(resource.resource_type);
    reference += '/';
    reference += resource.text("id");
    Node& base = target_of(place.slot);
    Node* element = &make(tree_, base, place.steps);
    if (element->child("reference") && !place.steps.empty() && element->list)
        element = &append_step(tree_, *element->parent, place.steps.back());
    Node* leaf = element->child("reference");
    tree_.set_value(leaf ? *leaf : tree_.append(*element, "reference"), reference);
}

std::string_view Conversion::request_text(RequestValue value) {
    const auto computed = [this](std::string text) -> std::string_view { return request_text_ = std::move(text); };
    const PartyRef& sender = completing(request_.sender, request_.source->envelope.sender);
    const PartyRef& receiver = request_.receiver;
    switch (value) {
        case RequestValue::none: return {};
        case RequestValue::message_id: return request_.message_id;
        case RequestValue::envelope_id: return request_.envelope_id;
        case RequestValue::now: return computed(danish::to_fhir_datetime(request_.now));
        case RequestValue::thread: return computed("urn:uuid:" + uuid_from_name(request_.message_id + "/thread"));
        case RequestValue::origin: {
            const Envelope& source = request_.source->envelope;
            if (source.sender.gln.empty() || source.message_id.empty()) return {};
            return computed(source.sender.gln + '#' + source.message_id);
        }
        case RequestValue::today: return computed(danish::to_danish(request_.now).date);
        case RequestValue::time: return computed(danish::to_danish(request_.now).time);
        case RequestValue::sender_sor: return sender.sor;
        case RequestValue::sender_gln: return sender.gln;
        case RequestValue::sender_name: return sender.name;
        case RequestValue::sender_endpoint: return computed(endpoint(sender));
        case RequestValue::sender_identifier: return letter_identifier(sender).first;
        case RequestValue::sender_identifier_code: return letter_identifier(sender).second;
        case RequestValue::receiver_sor: return receiver.sor;
        case RequestValue::receiver_gln: return receiver.gln;
        case RequestValue::receiver_name: return receiver.name;
        case RequestValue::receiver_endpoint: return computed(endpoint(receiver));
        case RequestValue::receiver_identifier: return letter_identifier(receiver).first;
        case RequestValue::receiver_identifier_code: return letter_identifier(receiver).second;
    }
    return {};
}

bool Conversion::is_implied(const Operation& operation, const Node& leaf) {
    if (operation.request_value == RequestValue::none) return leaf.value == operation.value;
    return !operation.only_if_absent || leaf.value == request_text(operation.request_value);
}

Node* Conversion::letter_base(LetterPath::Base base) const {
    switch (base) {
        case LetterPath::Base::envelope: return letter_.envelope;
        case LetterPath::Base::body: return letter_.body;
        case LetterPath::Base::item: return letter_.item;
    }
    return nullptr;
}

/// What cannot be evaluated does not hold, negated neither; what is not there answers nothing, which is false.
bool Conversion::asked(const Condition::Term& term) const {
    const Node* base = sources_[term.fhir.slot];
    if (!base) return term.negated;
    fhir::fhirpath::Environment environment;
    environment.now = request_.now;
    environment.max_steps = 500'000;
    environment.max_items = 100'000;
    environment.max_bytes = 8 * 1024 * 1024;
    const auto result = fhir::fhirpath::evaluate(*term.expression, *base, environment);
    return result.ok() && result.truth().value_or(false) != term.negated;
}

bool Conversion::holds(const Condition& condition, bool source_is_letter) {
    return std::all_of(condition.terms.begin(), condition.terms.end(), [&](const Condition::Term& term) {
        if (term.on_letter != source_is_letter) return true;
        if (term.expression) return asked(term);
        bool found = false;
        if (source_is_letter) {
            const Node* base = letter_base(term.letter.base);
            const Node* node = base ? find(*base, term.letter.steps) : nullptr;
            found = node && (term.values.empty() || std::find(term.values.begin(), term.values.end(), node->value) != term.values.end());
        } else {
            const Node* base = sources_[term.fhir.slot];
            found = base && any_value(*base, term.fhir.steps, 0, term.values.empty() ? nullptr : &term.values);
        }
        return found != term.negated;
    });
}

Node& Target::node() {
    if (node_) return *node_;
    if (letter_)
        node_ = &make(run_.tree(), *run_.letter_base(operation_.letter.base), operation_.letter.steps);
    else
        node_ = &make(run_.tree(), run_.target_of(operation_.fhir.slot), operation_.fhir.steps);
    return *node_;
}

Node& Target::add() {
    if (!node_ || (letter_ ? operation_.letter.steps.empty() : operation_.fhir.steps.empty())) return node();
    Node& parent = *node_->parent;
    if (letter_) return *(node_ = &run_.tree().append(parent, operation_.letter.steps.back()));
    return *(node_ = &append_step(run_.tree(), parent, operation_.fhir.steps.back()));
}

void Target::set(std::string_view text) {
    const auto& steps = operation_.fhir.steps;
    run_.tree().set_value(node(), text, letter_ || steps.empty() ? fhir::ValueKind::string : steps.back().element.kind);
}

}  // namespace stafet::mapping
