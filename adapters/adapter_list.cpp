#include "adapters/adapter_list.hpp"

#include "adapters/mapping/translator.hpp"
#include "adapters/medcom_fhir/acknowledgement_message.hpp"
#include "adapters/medcom_fhir/fhir_answers.hpp"
#include "adapters/medcom_fhir/fhir_standard.hpp"
#include "adapters/medcom_fhir/hospital_notification.hpp"
#include "adapters/oioxml/letter_checker.hpp"
#include "adapters/oioxml/letter_codec.hpp"
#include "adapters/oioxml/letter_schema.hpp"
#include "adapters/oioxml/medcom_answers.hpp"
#include "adapters/oioxml/oioxml_standard.hpp"
#include "adapters/oioxml/receipts.hpp"
#include "adapters/vans_envelope/vans_envelope.hpp"

namespace stafet {

namespace {

std::string first_error(const Issues& issues) {
    for (const auto& issue : issues)
        if (issue.severity >= Severity::error)
            return issue.path + ':' + std::to_string(issue.at.line) + ':' + std::to_string(issue.at.column) + ": " + issue.text;
    return {};
}

}  // namespace

std::vector<const Standard*> AdapterList::standard_list() const {
    std::vector<const Standard*> list;
    for (const auto& standard : standards) list.push_back(standard.get());
    return list;
}

std::vector<const AnswerWriter*> AdapterList::answer_list() const {
    std::vector<const AnswerWriter*> list;
    for (const auto& writer : answers) list.push_back(writer.get());
    return list;
}

Result<AdapterList> make_adapters(const fhir::ReadLimits& limits, const std::string& maps_directory,
                                  std::shared_ptr<const fhir::Profiles> profiles) {
    auto maps = mapping::MapLibrary::load(maps_directory, oioxml::has_element);
    if (has_errors(maps.issues())) return Fault{FaultKind::config, first_error(maps.issues())};

    StandardParts parts;
    parts.write_letter = [](const fhir::Tree& letter) { return oioxml::write_letter(letter); };
    parts.check_letter = [](const fhir::Tree& letter) { return oioxml::check_letter(letter); };
    parts.renderings.push_back(medcom::hospital_notification_rendering());
    parts.acknowledgements.push_back(medcom::acknowledgement_writer());
    parts.acknowledgements.push_back(oioxml::acknowledgement_writer());

    AdapterList list;
    list.standards.push_back(std::make_unique<medcom::FhirStandard>(limits, std::move(profiles)));
    list.standards.push_back(oioxml::make_oioxml_standard());
    list.envelope = vans::make_vans_envelope();
    list.fhir_form = make_fhir_form(maps);
    list.translator = make_translator(std::move(maps), std::move(parts));
    list.answers.push_back(std::make_unique<medcom::FhirAnswers>());
    list.answers.push_back(oioxml::make_medcom_answers());
    return list;
}

}  // namespace stafet
