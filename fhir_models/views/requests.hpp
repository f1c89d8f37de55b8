// Views of what one party asks of another: ServiceRequest, Task, Communication, Subscription.
#pragma once

#include "fhir_models/views/resource.hpp"

namespace stafet::fhir {

class ServiceRequest : public ResourceView {
   public:
    static constexpr std::string_view type = "ServiceRequest";
    using ResourceView::ResourceView;
    Repeats<Identifier> identifiers() const { return all<Identifier>("identifier"); }
    std::string_view status() const { return text("status"); }
    std::string_view intent() const { return text("intent"); }
    std::string_view priority() const { return text("priority"); }
    Repeats<CodeableConcept> categories() const { return all<CodeableConcept>("category"); }
    CodeableConcept code() const { return one<CodeableConcept>("code"); }
    Reference subject() const { return one<Reference>("subject"); }
    const Node* occurrence() const { return choice("occurrence"); }
    std::string_view authored_on() const { return text("authoredOn"); }
    Reference requester() const { return one<Reference>("requester"); }
    Repeats<Reference> performers() const { return all<Reference>("performer"); }
    Repeats<CodeableConcept> reason_codes() const { return all<CodeableConcept>("reasonCode"); }
    Repeats<Reference> reason_references() const { return all<Reference>("reasonReference"); }
    Repeats<Annotation> notes() const { return all<Annotation>("note"); }
};

class Task : public ResourceView {
   public:
    static constexpr std::string_view type = "Task";
    using ResourceView::ResourceView;
    Repeats<Identifier> identifiers() const { return all<Identifier>("identifier"); }
    std::string_view status() const { return text("status"); }
    std::string_view intent() const { return text("intent"); }
    std::string_view priority() const { return text("priority"); }
    CodeableConcept code() const { return one<CodeableConcept>("code"); }
    std::string_view description() const { return text("description"); }
    Reference focus() const { return one<Reference>("focus"); }
    Reference subject() const { return one<Reference>("for"); }  ///< Task.for
    std::string_view authored_on() const { return text("authoredOn"); }
    Reference requester() const { return one<Reference>("requester"); }
    Reference owner() const { return one<Reference>("owner"); }
};

class CommunicationPayload : public View {
   public:
    using View::View;
    /// contentString, contentAttachment or contentReference.
    const Node* content() const { return choice("content"); }
    Extension extension(std::string_view url) const { return extension_of(node(), url); }
};

class Communication : public ResourceView {
   public:
    static constexpr std::string_view type = "Communication";
    using ResourceView::ResourceView;
    Repeats<Identifier> identifiers() const { return all<Identifier>("identifier"); }
    std::string_view status() const { return text("status"); }
    Repeats<CodeableConcept> categories() const { return all<CodeableConcept>("category"); }
    std::string_view priority() const { return text("priority"); }
    Reference subject() const { return one<Reference>("subject"); }
    CodeableConcept topic() const { return one<CodeableConcept>("topic"); }
    Reference encounter() const { return one<Reference>("encounter"); }
    std::string_view sent() const { return text("sent"); }
    Repeats<Reference> recipients() const { return all<Reference>("recipient"); }
    Reference sender() const { return one<Reference>("sender"); }
    Repeats<CommunicationPayload> payloads() const { return all<CommunicationPayload>("payload"); }
};

class SubscriptionChannel : public View {
   public:
    using View::View;
    std::string_view type() const { return text("type"); }
    std::string_view endpoint() const { return text("endpoint"); }
    std::string_view payload() const { return text("payload"); }
    Repeats<Text> headers() const { return all<Text>("header"); }
};

class Subscription : public ResourceView {
   public:
    static constexpr std::string_view type = "Subscription";
    using ResourceView::ResourceView;
    std::string_view status() const { return text("status"); }
    std::string_view end() const { return text("end"); }
    std::string_view reason() const { return text("reason"); }
    std::string_view criteria() const { return text("criteria"); }
    std::string_view error() const { return text("error"); }
    SubscriptionChannel channel() const { return one<SubscriptionChannel>("channel"); }
};

}  // namespace stafet::fhir
