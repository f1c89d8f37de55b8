#include "adapters/mapping/conversion.hpp"
#include "adapters/mapping/loss_survey.hpp"
#include "adapters/mapping/map_runner.hpp"

namespace stafet::mapping {

using fhir::Node;

namespace {

class ToLetter {
   public:
    ToLetter(const MapProgram& map, const TranslationRequest& request, const fhir::Tree& bundle) : run_(map, request, bundle), map_(map) {}

    Mapped run() {
        fhir::Tree& tree = run_.tree();
        Node& root = tree.root();
        root.name = "Emessage";
        root.xmlns = tree.keep(map_.xmlns);
        auto& letter = run_.letter();
        letter.envelope = &tree.append(root, "Envelope");
        letter.body = &tree.append(root, map_.body);
        run_.sources()[0] = &run_.source_root();
        run_scope(map_.scope);
        LossReport loss = survey(run_);
        return {run_.take_tree(), std::move(loss)};
    }

   private:
    void run_scope(const Scope& scope) {
        for (const ResourceSlot& resource : scope.resources) bind(resource);
        for (const Operation& operation : scope.operations) {
            switch (operation.kind) {
                case Operation::Kind::row: row(operation); break;
                case Operation::Kind::set_letter: set_fixed(operation); break;
                case Operation::Kind::set_fhir: recognise_fixed(operation); break;
                case Operation::Kind::link: recognise_link(operation.fhir); break;
                case Operation::Kind::each: each(operation); break;
            }
        }
    }

    /// Finds the resource that a name of the map stands for in this Bundle.
    void bind(const ResourceSlot& resource) {
        const Node*& found = run_.sources()[resource.slot];
        if (found) return;  // the item of an each
        if (resource.from) {
            const Node* base = run_.sources()[resource.from->slot];
            const Node* reference = base ? find(*base, resource.from->steps, run_.marks()) : nullptr;
            found = reference ? run_.bundle().resolve(*reference) : nullptr;
            if (found) mark_reference(*reference);
            const bool wrong = found && (found->resource_type != resource.type || !matches(*found, resource.filters));
            if (wrong || (found && run_.letter().item && run_.is_taken(*found))) found = nullptr;
            if (resource.addressee) found = addressee(found);
        } else {
            found = first_free(resource);
        }
        if (found) {
            run_.take(*found);
            mark_filters(*found, resource.filters, run_.marks());
        }
    }

    /// A message may be sent on to others than it addresses: the letter names who it is written for.
    const Node* addressee(const Node* addressed) const {
        const PartyRef& receiver = run_.request().receiver;
        if (receiver.gln.empty() && receiver.sor.empty()) return addressed;
        if (addressed && carries(*addressed, receiver)) return addressed;
        for (const Node* resource : run_.bundle().resources())
            if (resource->resource_type == "Organization" && carries(*resource, receiver)) return resource;
        return nullptr;
    }

    static bool carries(const Node& organisation, const PartyRef& party) {
        for (const Node* identifier = organisation.child("identifier"); identifier; identifier = identifier->next_same()) {
            const std::string_view value = identifier->text("value");
            if (!value.empty() && (value == party.gln || value == party.sor)) return true;
        }
        return false;
    }

    void mark_reference(const Node& reference) {
        if (const Node* leaf = reference.child("reference")) run_.marks().add(*leaf);
    }

    const Node* first_free(const ResourceSlot& resource) {
        for (const Node* candidate : run_.bundle().resources()) {
            if (candidate->resource_type != resource.type || run_.is_taken(*candidate) || !matches(*candidate, resource.filters)) continue;
            if (!resource.whose) return candidate;
            const Node* reference = find(*candidate, resource.whose->steps, run_.marks());
            if (!reference || run_.bundle().resolve(*reference) != run_.sources()[resource.whose_target]) continue;
            mark_reference(*reference);
            return candidate;
        }
        return nullptr;
    }

    void row(const Operation& operation) {
        if (!operation.to_letter) return;
        const Node* base = run_.sources()[operation.fhir.slot];
        const Node* source = base ? find(*base, operation.fhir.steps, run_.marks()) : nullptr;
        if (!source || !run_.holds(operation.condition, false)) return;
        if (operation.only_if_absent && is_written(operation)) return;
        Target target(run_, operation, true);
        operation.converter->to_letter(run_, *source, target, operation.arguments);
    }

    bool is_written(const Operation& operation) const {
        const Node* place = find(*run_.letter_base(operation.letter.base), operation.letter.steps);
        if (!place || !operation.converter || operation.converter->letter_leaves.empty())
            return place && (place->has_value() || place->first);
        for (std::string_view leaf : operation.converter->letter_leaves)
            if (place->child(leaf)) return true;
        return false;
    }

    void set_fixed(const Operation& operation) {
        if (!run_.holds(operation.condition, false) || (operation.only_if_absent && is_written(operation))) return;
        const std::string_view value =
            operation.request_value == RequestValue::none ? std::string_view(operation.value) : run_.request_text(operation.request_value);
        if (value.empty()) return;
        run_.tree().set_value(make(run_.tree(), *run_.letter_base(operation.letter.base), operation.letter.steps), value);
    }

    /// A value that the map itself would write says nothing that the letter needs.
    void recognise_fixed(const Operation& operation) {
        const Node* base = run_.sources()[operation.fhir.slot];
        const Node* leaf = base ? find(*base, operation.fhir.steps, run_.marks()) : nullptr;
        if (!leaf || !run_.holds(operation.condition, false)) return;
        if (run_.is_implied(operation, *leaf)) run_.marks().add(*leaf);
    }

    void recognise_link(const FhirPath& place) {
        const Node* base = run_.sources()[place.slot];
        const Node* reference = base ? find(*base, place.steps, run_.marks()) : nullptr;
        if (reference && run_.bundle().resolve(*reference)) mark_reference(*reference);
    }

    void each(const Operation& operation) {
        if (!operation.to_letter) return;
        Node* const outer = run_.letter().item;
        const Repetition& repetition = *operation.repetition;
        if (repetition.over_resources) {
            const ResourceSlot& resource = repetition.scope.resources.front();
            for (const Node* candidate : run_.bundle().resources())
                if (candidate->resource_type == resource.type && !run_.is_taken(*candidate) && matches(*candidate, resource.filters))
                    item(operation, *candidate);
        } else if (const Node* base = run_.sources()[operation.fhir.slot]) {
            const auto parents = std::span(operation.fhir.steps).first(operation.fhir.steps.size() - 1);
            const FhirStep& last = operation.fhir.steps.back();
            const Node* parent = find(*base, parents, run_.marks());
            for (const Node* child = parent ? parent->first : nullptr; child; child = child->next)
                if (child->name == last.element.name && matches(*child, last.filters)) item(operation, *child);
        }
        run_.letter().item = outer;
    }

    void item(const Operation& operation, const Node& source) {
        const Repetition& repetition = *operation.repetition;
        for (const ResourceSlot& resource : repetition.scope.resources) run_.sources()[resource.slot] = nullptr;
        run_.sources()[repetition.slot] = &source;
        if (!run_.holds(operation.condition, false)) return;
        const auto parents = std::span(operation.letter.steps).first(operation.letter.steps.size() - 1);
        Node& parent = make(run_.tree(), *run_.letter_base(operation.letter.base), parents);
        const std::string& name = operation.letter.steps.back();
        const bool full = parent.count(name) >= repetition.max;
        if (full && !repetition.rest_together) return;
        Node& element = full ? *parent.last : run_.tree().append(parent, name);
        run_.letter().item = &element;
        if (repetition.over_resources) run_.take(source);
        const FhirStep* last = operation.fhir.steps.empty() ? nullptr : &operation.fhir.steps.back();
        if (last) mark_filters(source, last->filters, run_.marks());
        bool complete = true;
        for (const ResourceSlot& resource : repetition.scope.resources) {
            bind(resource);
            complete = complete && run_.sources()[resource.slot];
        }
        if (complete) run_scope(repetition.scope);
        if (!element.first) run_.tree().remove(element);
        if (!parent.first && &parent != run_.letter().body) run_.tree().remove(parent);
    }

    Conversion run_;
    const MapProgram& map_;
};

}  // namespace

Mapped run_to_letter(const MapProgram& map, const TranslationRequest& request, const fhir::Tree& bundle) {
    return ToLetter(map, request, bundle).run();
}

}  // namespace stafet::mapping
