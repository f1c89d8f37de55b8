// Views of what was found and done: Encounter, Condition, Procedure, MedicationStatement.
#pragma once

#include "fhir_models/views/resource.hpp"

namespace stafet::fhir {

class EncounterDiagnosis : public View {
   public:
    using View::View;
    Reference condition() const { return one<Reference>("condition"); }
    CodeableConcept use() const { return one<CodeableConcept>("use"); }
    std::string_view rank() const { return text("rank"); }
};

class Encounter : public ResourceView {
   public:
    static constexpr std::string_view type = "Encounter";
    using ResourceView::ResourceView;
    Repeats<Identifier> identifiers() const { return all<Identifier>("identifier"); }
    std::string_view status() const { return text("status"); }
    Coding encounter_class() const { return one<Coding>("class"); }
    Reference subject() const { return one<Reference>("subject"); }
    Repeats<Reference> episodes_of_care() const { return all<Reference>("episodeOfCare"); }
    Period period() const { return one<Period>("period"); }
    Repeats<EncounterDiagnosis> diagnoses() const { return all<EncounterDiagnosis>("diagnosis"); }
    Reference service_provider() const { return one<Reference>("serviceProvider"); }
};

class Condition : public ResourceView {
   public:
    static constexpr std::string_view type = "Condition";
    using ResourceView::ResourceView;
    CodeableConcept clinical_status() const { return one<CodeableConcept>("clinicalStatus"); }
    CodeableConcept verification_status() const { return one<CodeableConcept>("verificationStatus"); }
    Repeats<CodeableConcept> categories() const { return all<CodeableConcept>("category"); }
    CodeableConcept code() const { return one<CodeableConcept>("code"); }
    Reference subject() const { return one<Reference>("subject"); }
    Reference encounter() const { return one<Reference>("encounter"); }
    const Node* onset() const { return choice("onset"); }
    std::string_view recorded_date() const { return text("recordedDate"); }
    Repeats<Annotation> notes() const { return all<Annotation>("note"); }
};

class Procedure : public ResourceView {
   public:
    static constexpr std::string_view type = "Procedure";
    using ResourceView::ResourceView;
    std::string_view status() const { return text("status"); }
    CodeableConcept code() const { return one<CodeableConcept>("code"); }
    Reference subject() const { return one<Reference>("subject"); }
    const Node* performed() const { return choice("performed"); }
    Repeats<Annotation> notes() const { return all<Annotation>("note"); }
};

class MedicationStatement : public ResourceView {
   public:
    static constexpr std::string_view type = "MedicationStatement";
    using ResourceView::ResourceView;
    std::string_view status() const { return text("status"); }
    /// medicationCodeableConcept or medicationReference.
    const Node* medication() const { return choice("medication"); }
    Reference subject() const { return one<Reference>("subject"); }
    const Node* effective() const { return choice("effective"); }
    Repeats<View> dosages() const { return all<View>("dosage"); }
    Repeats<Annotation> notes() const { return all<Annotation>("note"); }
};

}  // namespace stafet::fhir
