// Views of the people and organisations of a message: Patient, Practitioner, PractitionerRole, Organization.
#pragma once

#include "fhir_models/views/resource.hpp"

namespace stafet::fhir {

class Patient : public ResourceView {
   public:
    static constexpr std::string_view type = "Patient";
    using ResourceView::ResourceView;
    Repeats<Identifier> identifiers() const { return all<Identifier>("identifier"); }
    Repeats<HumanName> names() const { return all<HumanName>("name"); }
    Repeats<ContactPoint> telecoms() const { return all<ContactPoint>("telecom"); }
    std::string_view gender() const { return text("gender"); }
    std::string_view birth_date() const { return text("birthDate"); }
    /// deceasedBoolean or deceasedDateTime; nullptr when neither.
    const Node* deceased() const { return choice("deceased"); }
    Repeats<Address> addresses() const { return all<Address>("address"); }
    Repeats<Reference> general_practitioners() const { return all<Reference>("generalPractitioner"); }
    Reference managing_organization() const { return one<Reference>("managingOrganization"); }
};

class Practitioner : public ResourceView {
   public:
    static constexpr std::string_view type = "Practitioner";
    using ResourceView::ResourceView;
    Repeats<Identifier> identifiers() const { return all<Identifier>("identifier"); }
    Repeats<HumanName> names() const { return all<HumanName>("name"); }
    Repeats<ContactPoint> telecoms() const { return all<ContactPoint>("telecom"); }
};

class PractitionerRole : public ResourceView {
   public:
    static constexpr std::string_view type = "PractitionerRole";
    using ResourceView::ResourceView;
    Repeats<Identifier> identifiers() const { return all<Identifier>("identifier"); }
    Reference practitioner() const { return one<Reference>("practitioner"); }
    Reference organization() const { return one<Reference>("organization"); }
    Repeats<CodeableConcept> codes() const { return all<CodeableConcept>("code"); }
    Repeats<CodeableConcept> specialties() const { return all<CodeableConcept>("specialty"); }
    Repeats<ContactPoint> telecoms() const { return all<ContactPoint>("telecom"); }
};

class Organization : public ResourceView {
   public:
    static constexpr std::string_view type = "Organization";
    using ResourceView::ResourceView;
    Repeats<Identifier> identifiers() const { return all<Identifier>("identifier"); }
    Repeats<CodeableConcept> types() const { return all<CodeableConcept>("type"); }
    std::string_view name() const { return text("name"); }
    Repeats<ContactPoint> telecoms() const { return all<ContactPoint>("telecom"); }
    Repeats<Address> addresses() const { return all<Address>("address"); }
    Reference part_of() const { return one<Reference>("partOf"); }
};

}  // namespace stafet::fhir
