#include "adapters/mapping/conversion.hpp"
#include "adapters/mapping/fhir_shape.hpp"
#include "adapters/mapping/loss_survey.hpp"
#include "adapters/mapping/map_runner.hpp"
#include "base/danish_identifiers.hpp"

namespace stafet::mapping {

using fhir::Node;

namespace {

class ToFhir {
   public:
    ToFhir(const MapProgram& map, const TranslationRequest& request, const fhir::Tree& letter) : run_(map, request, letter), map_(map) {}

    Mapped run() {
        Node& bundle = run_.tree().root();
        bundle.resource_type = "Bundle";
        run_.targets()[0] = &bundle;
        // The source is only read; the bases are shared with the direction that writes letters.
        auto& letter = run_.letter();
        auto& root = const_cast<Node&>(run_.source_root());
        letter.envelope = root.child("Envelope");
        letter.body = root.child(map_.body);
        run_.marks().add(root);
        if (letter.body) run_scope(map_.scope);
        sort_elements(bundle);
        LossReport loss = survey(run_);
        return {run_.take_tree(), std::move(loss)};
    }

   private:
    void run_scope(const Scope& scope) {
        for (const ResourceSlot& resource : scope.resources) {
            run_.declare(resource);
            if (resource.always) run_.target_of(resource.slot);
        }
        for (const Operation& operation : scope.operations) {
            if (operation.kind == Operation::Kind::row) row(operation);
            if (operation.kind == Operation::Kind::each) each(operation);
            if (operation.kind == Operation::Kind::set_letter) recognise_fixed(operation);
        }
        for (const ResourceSlot& resource : scope.resources)
            if (resource.addressee) readdress(*run_.targets()[resource.slot]);
        for (const Operation& operation : scope.operations)
            if (operation.kind == Operation::Kind::set_fhir && run_.targets()[operation.fhir.slot]) set_fixed(operation);
        for (const Operation& operation : scope.operations)
            if (operation.kind == Operation::Kind::link && run_.targets()[operation.fhir.slot] && run_.targets()[operation.linked_slot])
                run_.refer(operation.fhir, *run_.targets()[operation.linked_slot]);
    }

    /// A letter may be sent on to others than it addresses: the message names who it is written for.
    void readdress(Node& organisation) {
        const std::string& gln = run_.request().receiver.gln;
        const Node* identifier = organisation.child("identifier");
        while (identifier && !danish::is_gln_system(identifier->text("system"))) identifier = identifier->next_same();
        if (gln.empty() || !identifier || identifier->text("value") == gln) return;
        for (Node* child = organisation.first; child;) {
            Node* next = child->next;
            if (child->name != "id") run_.tree().remove(*child);
            child = next;
        }
    }

    const Node* source_of(const LetterPath& path) const {
        const Node* base = run_.letter_base(path.base);
        return base ? find(*base, path.steps) : nullptr;
    }

    void row(const Operation& operation) {
        if (!operation.to_fhir) return;
        const Node* source = source_of(operation.letter);
        if (!source || !run_.holds(operation.condition, true)) return;
        Target target(run_, operation, false);
        operation.converter->to_fhir(run_, *source, target, operation.arguments);
    }

    void each(const Operation& operation) {
        if (!operation.to_fhir) return;
        Node* const outer = run_.letter().item;
        const Repetition& repetition = *operation.repetition;
        for (const Node* item = source_of(operation.letter); item; item = item->next_same()) {
            run_.letter().item = const_cast<Node*>(item);
            if (!run_.holds(operation.condition, true)) continue;
            for (const ResourceSlot& resource : repetition.scope.resources) run_.targets()[resource.slot] = nullptr;
            if (repetition.over_resources) {
                run_.declare(repetition.scope.resources.front());
                run_.target_of(repetition.slot);
            } else {
                run_.targets()[repetition.slot] = &append_item(operation.fhir);
            }
            run_scope(repetition.scope);
        }
        run_.letter().item = outer;
    }

    Node& append_item(const FhirPath& path) {
        const auto parents = std::span(path.steps).first(path.steps.size() - 1);
        return append_step(run_.tree(), make(run_.tree(), run_.target_of(path.slot), parents), path.steps.back());
    }

    /// A value that a letter of this type always has says nothing that FHIR needs.
    void recognise_fixed(const Operation& operation) {
        const Node* leaf = source_of(operation.letter);
        if (leaf && run_.is_implied(operation, *leaf)) run_.marks().add(*leaf);
    }

    void set_fixed(const Operation& operation) {
        if (!run_.holds(operation.condition, true)) return;
        const std::string_view value =
            operation.request_value == RequestValue::none ? std::string_view(operation.value) : run_.request_text(operation.request_value);
        if (value.empty()) return;
        Node& base = run_.target_of(operation.fhir.slot);
        if (operation.only_if_absent) {
            const Node* there = find(base, operation.fhir.steps, run_.marks());
            if (there && there->has_value()) return;
        }
        run_.tree().set_value(make(run_.tree(), base, operation.fhir.steps), value, operation.fhir.steps.back().element.kind);
    }

    Conversion run_;
    const MapProgram& map_;
};

}  // namespace

Mapped run_to_fhir(const MapProgram& map, const TranslationRequest& request, const fhir::Tree& letter) {
    return ToFhir(map, request, letter).run();
}

}  // namespace stafet::mapping
