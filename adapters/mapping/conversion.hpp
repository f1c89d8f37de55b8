// One run of a map over one message: the source with what was read of it, the target as it grows, and the losses.
//
// Lives for one translation, on one thread. Converters read and write through it.
#pragma once

#include "adapters/mapping/bundle_index.hpp"
#include "adapters/mapping/map_program.hpp"
#include "adapters/mapping/read_marks.hpp"
#include "gateway/ports/translator.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace stafet::mapping {

/// The elements that the enclosing `each` blocks stand at.
struct LetterBases {
    fhir::Node* envelope = nullptr;
    fhir::Node* body = nullptr;
    fhir::Node* item = nullptr;
};

class Conversion {
   public:
    /// `source` and the request must outlive the run.
    Conversion(const MapProgram& program, const TranslationRequest& request, const fhir::Tree& source);

    // What converters use.
    const TranslationRequest& request() const { return request_; }
    const MapProgram& program() const { return program_; }
    /// The value of a leaf; it counts as carried from now on.
    std::string_view read(const fhir::Node& leaf) {
        if (leaf.has_value()) marks_.add(leaf);
        return leaf.value;
    }
    /// The value of a child leaf, or "".
    std::string_view read(const fhir::Node& parent, std::string_view child);
    /// Everything below `node` counts as carried.
    void read_all(const fhir::Node& node) { marks_.add_all(node); }
    bool was_read(const fhir::Node& leaf) const { return marks_.has(leaf); }
    void lose(const fhir::Node& node, Loss::Kind kind, std::string reason);
    const BundleIndex& bundle() const { return bundle_; }
    /// True for a resource that a name of the map stands for.
    bool is_taken(const fhir::Node& resource) const { return taken_.has(resource); }
    void take(const fhir::Node& resource) { taken_.add(resource); }
    fhir::Tree& tree() { return tree_; }
    ReadMarks& marks() { return marks_; }

    // What the runners use.
    const fhir::Node& source_root() const { return source_.root(); }
    std::vector<const fhir::Node*>& sources() { return sources_; }  ///< per slot, FHIR -> letter
    std::vector<fhir::Node*>& targets() { return targets_; }        ///< per slot, letter -> FHIR
    LetterBases& letter() { return letter_; }                       ///< of the source or the target
    /// The resource or item of `slot` in the target; a resource comes into being here.
    fhir::Node& target_of(std::size_t slot);
    /// Writes "Type/id" of `resource` at the place; one more when the place repeats and is taken.
    void refer(const FhirPath& place, const fhir::Node& resource);
    void declare(const ResourceSlot& resource) { resources_[resource.slot] = &resource; }
    std::string_view request_text(RequestValue value);
    /// True when the leaf is what `set` or `default` would write itself, or (for `set`) what every dispatch renews, such as its ids.
    bool is_implied(const Operation& operation, const fhir::Node& leaf);
    bool holds(const Condition& condition, bool source_is_letter);
    fhir::Node* letter_base(LetterPath::Base base) const;

    std::vector<Loss>& losses() { return losses_; }
    fhir::Tree take_tree() { return std::move(tree_); }

   private:
    bool asked(const Condition::Term& term) const;
    const MapProgram& program_;
    const TranslationRequest& request_;
    const fhir::Tree& source_;
    BundleIndex bundle_;
    ReadMarks marks_;
    ReadMarks taken_{32};
    fhir::Tree tree_;
    std::vector<Loss> losses_;
    std::vector<const fhir::Node*> sources_;
    std::vector<fhir::Node*> targets_;
    std::vector<const ResourceSlot*> resources_;
    LetterBases letter_;
    std::string id_stem_;       ///< resource ids of this message begin so
    std::size_t made_ = 0;      ///< resources made so far
    std::string request_text_;  ///< storage of the last request_text
};

/// Where a converter writes. Nothing exists in the target until it is asked for.
class Target {
   public:
    Target(Conversion& run, const Operation& operation, bool letter) : run_(run), operation_(operation), letter_(letter) {}

    /// The element of the row, made when it is missing.
    fhir::Node& node();
    /// One more element of the row's last name; the same as node() the first time.
    fhir::Node& add();
    /// Sets the element's value, as the kind of value that the element has.
    void set(std::string_view text);
    fhir::Tree& tree() { return run_.tree(); }

   private:
    Conversion& run_;
    const Operation& operation_;
    bool letter_;
    fhir::Node* node_ = nullptr;
};

}  // namespace stafet::mapping
