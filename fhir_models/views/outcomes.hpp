// Views of what happened to a message: Provenance, OperationOutcome.
#pragma once

#include "fhir_models/views/resource.hpp"

namespace stafet::fhir {

class ProvenanceAgent : public View {
   public:
    using View::View;
    CodeableConcept agent_type() const { return one<CodeableConcept>("type"); }
    Reference who() const { return one<Reference>("who"); }
};

class ProvenanceEntity : public View {
   public:
    using View::View;
    std::string_view role() const { return text("role"); }
    Reference what() const { return one<Reference>("what"); }
};

class Provenance : public ResourceView {
   public:
    static constexpr std::string_view type = "Provenance";
    using ResourceView::ResourceView;
    Repeats<Reference> targets() const { return all<Reference>("target"); }
    const Node* occurred() const { return choice("occurred"); }
    std::string_view recorded() const { return text("recorded"); }
    CodeableConcept activity() const { return one<CodeableConcept>("activity"); }
    Repeats<ProvenanceAgent> agents() const { return all<ProvenanceAgent>("agent"); }
    Repeats<ProvenanceEntity> entities() const { return all<ProvenanceEntity>("entity"); }
};

class OperationOutcomeIssue : public View {
   public:
    using View::View;
    std::string_view severity() const { return text("severity"); }
    std::string_view code() const { return text("code"); }
    CodeableConcept details() const { return one<CodeableConcept>("details"); }
    std::string_view diagnostics() const { return text("diagnostics"); }
    Repeats<Text> expressions() const { return all<Text>("expression"); }
};

class OperationOutcome : public ResourceView {
   public:
    static constexpr std::string_view type = "OperationOutcome";
    using ResourceView::ResourceView;
    Repeats<OperationOutcomeIssue> issues() const { return all<OperationOutcomeIssue>("issue"); }
};

}  // namespace stafet::fhir
