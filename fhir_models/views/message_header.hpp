// View of MessageHeader: what a message is, from whom, to whom, and what it answers.
#pragma once

#include "fhir_models/views/resource.hpp"

namespace stafet::fhir {

class MessageDestination : public View {
   public:
    using View::View;
    std::string_view endpoint() const { return text("endpoint"); }
    Reference receiver() const { return one<Reference>("receiver"); }
};

class MessageSource : public View {
   public:
    using View::View;
    std::string_view name() const { return text("name"); }
    std::string_view software() const { return text("software"); }
    std::string_view endpoint() const { return text("endpoint"); }
};

class MessageResponse : public View {
   public:
    using View::View;
    std::string_view identifier() const { return text("identifier"); }
    std::string_view code() const { return text("code"); }
    Reference details() const { return one<Reference>("details"); }
};

class MessageHeader : public ResourceView {
   public:
    static constexpr std::string_view type = "MessageHeader";
    using ResourceView::ResourceView;
    Coding event_coding() const { return one<Coding>("eventCoding"); }
    std::string_view event_uri() const { return text("eventUri"); }
    Repeats<MessageDestination> destinations() const { return all<MessageDestination>("destination"); }
    Reference sender() const { return one<Reference>("sender"); }
    Reference author() const { return one<Reference>("author"); }
    MessageSource source() const { return one<MessageSource>("source"); }
    CodeableConcept reason() const { return one<CodeableConcept>("reason"); }
    MessageResponse response() const { return one<MessageResponse>("response"); }
    Repeats<Reference> focus() const { return all<Reference>("focus"); }
    std::string_view definition() const { return text("definition"); }
};

}  // namespace stafet::fhir
