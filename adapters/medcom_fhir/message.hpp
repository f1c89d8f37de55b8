// A message Bundle, indexed: its header, its resources by type, and what a reference points to.
//
// Reads only; the tree must outlive it. Answers nullptr where the message lacks something, never throws.
#pragma once

#include "fhir_models/views/bundle_index.hpp"

#include <string_view>
#include <vector>

namespace stafet::medcom {

class Message {
   public:
    explicit Message(const fhir::Tree& tree);

    const fhir::Node& bundle() const { return bundle_; }
    /// The first entry's resource when it is a MessageHeader.
    const fhir::Node* header() const { return header_; }
    /// Every `entry.resource`, in document order.
    const std::vector<const fhir::Node*>& resources() const { return index_.resources(); }
    std::vector<const fhir::Node*> all(std::string_view type) const;
    const fhir::Node* first(std::string_view type) const { return index_.first(type); }
    /// The resource that a Reference element points to inside this Bundle: by fullUrl, by "Type/id", or contained ("#id").
    const fhir::Node* resolve(const fhir::Node* reference) const { return index_.resolve(reference); }
    /// The Organization behind a Reference: itself, or that of a PractitionerRole or CareTeam.
    const fhir::Node* organization(const fhir::Node* reference) const;
    /// The resource of `type` that MessageHeader.focus names, else the first of that type.
    const fhir::Node* focus(std::string_view type) const;
    /// The Provenance whose target is this message's own header; the others are its history.
    const fhir::Node* own_provenance() const;

   private:
    const fhir::Node& bundle_;
    fhir::BundleIndex index_;
    const fhir::Node* header_ = nullptr;
};

/// True when a CodeableConcept says this.
bool has_code(const fhir::Node* codeable_concept, std::string_view system, std::string_view code);
/// The first code of this system in a CodeableConcept, or "".
std::string_view code_of(const fhir::Node* codeable_concept, std::string_view system);
/// The child extension with this url, or nullptr.
const fhir::Node* extension(const fhir::Node& element, std::string_view url);

}  // namespace stafet::medcom
