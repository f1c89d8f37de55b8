#include "gateway/app/message_content.hpp"

#include "fhir_models/profiles/profile_answers.hpp"

namespace stafet::app {

routes::Content message_content(routes::FhirForm fhir_form, std::shared_ptr<const fhir::Profiles> profiles) {
    routes::Content content{std::move(fhir_form), {}};
    if (profiles)
        content.services = [profiles = std::move(profiles)](const fhir::Tree& message) { return make_profile_answers(message, *profiles); };
    return content;
}

}  // namespace stafet::app
