// The parsed form of one message as the standards hand it to the maps: its element tree.
//
// Shared by every standard whose messages are trees (OIOXML letters, FHIR Bundles), so that the mapping room reads them without
// knowing the adapter that parsed them. Immutable once it is in a Reading.
#pragma once

#include "fhir_models/tree/tree.hpp"
#include "gateway/ports/standard.hpp"

#include <utility>

namespace stafet {

class LetterDocument final : public Document {
   public:
    explicit LetterDocument(fhir::Tree parsed) : tree(std::move(parsed)) {}

    /// A letter: root is "Emessage". A FHIR message: root is the Bundle.
    const fhir::Tree tree;
};

/// The tree of a reading, or nullptr when its bytes were not well-formed or its document is of another kind.
inline const fhir::Tree* tree_of(const Reading& reading) {
    const auto* document = dynamic_cast<const LetterDocument*>(reading.document.get());
    return document ? &document->tree : nullptr;
}

}  // namespace stafet
