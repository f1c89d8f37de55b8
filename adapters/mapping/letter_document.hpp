// The parsed form of one message as the standards hand it to the maps: its element tree.
//
// Shared by every standard whose messages are trees (OIOXML letters, FHIR Bundles), so that the mapping room reads them without
// knowing the adapter that parsed them. Immutable once it is in a Reading, but for the FHIR form of a letter, which is made when somebody
// first asks for it.
#pragma once

#include "fhir_models/tree/tree.hpp"
#include "gateway/ports/standard.hpp"

#include <mutex>
#include <optional>
#include <utility>

namespace stafet {

class LetterDocument final : public Document {
   public:
    explicit LetterDocument(fhir::Tree parsed) : tree(std::move(parsed)) {}

    /// A letter: root is "Emessage". A FHIR message: root is the Bundle.
    const fhir::Tree tree;

    /// What `make` gave the first who asked: an optional tree. Thread-safe.
    template <class Make>
    const fhir::Tree* fhir_form(const Make& make) const {
        std::call_once(once_, [&] { fhir_form_ = make(); });
        return fhir_form_ ? &*fhir_form_ : nullptr;
    }

   private:
    mutable std::once_flag once_;
    mutable std::optional<fhir::Tree> fhir_form_;
};

/// The tree of a reading, or nullptr when its bytes were not well-formed or its document is of another kind.
inline const fhir::Tree* tree_of(const Reading& reading) {
    const auto* document = dynamic_cast<const LetterDocument*>(reading.document.get());
    return document ? &document->tree : nullptr;
}

}  // namespace stafet
