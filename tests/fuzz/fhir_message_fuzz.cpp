// Whatever the bytes: the standard reads and judges without a crash, and what can be notified is notified in a message that can be read.
#include "adapters/mapping/letter_document.hpp"
#include "adapters/medcom_fhir/fhir_standard.hpp"
#include "adapters/medcom_fhir/hospital_notification.hpp"

#include "base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stafet;
    const medcom::FhirStandard standard;
    const auto reading = standard.read(std::string(reinterpret_cast<const char*>(data), size));
    const fhir::Tree* tree = tree_of(reading);
    if (!tree) return 0;
    TranslationRequest request;
    request.target = {"medcom-fhir", "HospitalNotification", "3.0", "json"};
    request.sender = {"990010000000001", "5790009900016", "", "", "", "Nordby Sygehus"};
    request.receiver = {"990010000000004", "5790009900047", "", "", "", "Testby Kommune"};
    request.message_id = "m";
    request.envelope_id = "e";
    const auto written = medcom::write_hospital_notification(*tree, request);
    STAFET_ASSERT(written.bytes.empty() == has_errors(written.issues), "bytes or errors, never both");
    if (!written.bytes.empty()) STAFET_ASSERT(standard.read(written.bytes).document, "what we write can be read");
    return 0;
}
