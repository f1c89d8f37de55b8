// Views of what is written and kept about care: Composition, QuestionnaireResponse, Consent.
#pragma once

#include "fhir_models/views/resource.hpp"

namespace stafet::fhir {

class CompositionSection : public View {
   public:
    using View::View;
    std::string_view title() const { return text("title"); }
    CodeableConcept code() const { return one<CodeableConcept>("code"); }
    Narrative narrative() const { return one<Narrative>("text"); }
    Repeats<Reference> entries() const { return all<Reference>("entry"); }
    Repeats<CompositionSection> sections() const { return all<CompositionSection>("section"); }
};

class Composition : public ResourceView {
   public:
    static constexpr std::string_view type = "Composition";
    using ResourceView::ResourceView;
    Identifier identifier() const { return one<Identifier>("identifier"); }
    std::string_view status() const { return text("status"); }
    CodeableConcept document_type() const { return one<CodeableConcept>("type"); }
    Reference subject() const { return one<Reference>("subject"); }
    Reference encounter() const { return one<Reference>("encounter"); }
    std::string_view date() const { return text("date"); }
    Repeats<Reference> authors() const { return all<Reference>("author"); }
    std::string_view title() const { return text("title"); }
    Reference custodian() const { return one<Reference>("custodian"); }
    Repeats<CompositionSection> sections() const { return all<CompositionSection>("section"); }
};

class QuestionnaireResponseItem;

class QuestionnaireResponseAnswer : public View {
   public:
    using View::View;
    const Node* value() const { return choice("value"); }
    Repeats<QuestionnaireResponseItem> items() const;
};

class QuestionnaireResponseItem : public View {
   public:
    using View::View;
    std::string_view link_id() const { return View::text("linkId"); }
    std::string_view text() const { return View::text("text"); }
    Repeats<QuestionnaireResponseAnswer> answers() const { return all<QuestionnaireResponseAnswer>("answer"); }
    Repeats<QuestionnaireResponseItem> items() const { return all<QuestionnaireResponseItem>("item"); }
};

inline Repeats<QuestionnaireResponseItem> QuestionnaireResponseAnswer::items() const { return all<QuestionnaireResponseItem>("item"); }

class QuestionnaireResponse : public ResourceView {
   public:
    static constexpr std::string_view type = "QuestionnaireResponse";
    using ResourceView::ResourceView;
    Identifier identifier() const { return one<Identifier>("identifier"); }
    Repeats<Reference> based_on() const { return all<Reference>("basedOn"); }
    std::string_view questionnaire() const { return text("questionnaire"); }
    std::string_view status() const { return text("status"); }
    Reference subject() const { return one<Reference>("subject"); }
    std::string_view authored() const { return text("authored"); }
    Reference author() const { return one<Reference>("author"); }
    Repeats<QuestionnaireResponseItem> items() const { return all<QuestionnaireResponseItem>("item"); }
};

class ConsentActor : public View {
   public:
    using View::View;
    CodeableConcept role() const { return one<CodeableConcept>("role"); }
    Reference reference() const { return one<Reference>("reference"); }
};

class ConsentProvision : public View {
   public:
    using View::View;
    std::string_view type() const { return text("type"); }
    Period period() const { return one<Period>("period"); }
    Repeats<ConsentActor> actors() const { return all<ConsentActor>("actor"); }
    Repeats<Coding> purposes() const { return all<Coding>("purpose"); }
};

class Consent : public ResourceView {
   public:
    static constexpr std::string_view type = "Consent";
    using ResourceView::ResourceView;
    std::string_view status() const { return text("status"); }
    CodeableConcept scope() const { return one<CodeableConcept>("scope"); }
    Repeats<CodeableConcept> categories() const { return all<CodeableConcept>("category"); }
    Reference patient() const { return one<Reference>("patient"); }
    std::string_view date_time() const { return text("dateTime"); }
    ConsentProvision provision() const { return one<ConsentProvision>("provision"); }
};

}  // namespace stafet::fhir
