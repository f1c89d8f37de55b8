// R4's own rules and bindings as they are meant, where their published form says something else.
#include "fhir_models/packages/built_in.hpp"
#include "fhir_models/profiles/profile_validation.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

#include <doctest/doctest.h>

using namespace stafet;
using namespace stafet::fhir;

namespace {

bool errors(const std::string& resource) {
    static const auto image = built_in_definitions();
    REQUIRE(image.has_value());
    static const Profiles r4(std::make_shared<const Library>(std::vector{*image}));
    const auto outcome = read_any(resource);
    REQUIRE(outcome.tree.has_value());
    return has_errors(validate_profiles(*outcome.tree, r4));
}

}  // namespace

TEST_CASE("MIME types may have parameters and be several; FHIR's own formats have short names too") {
    const auto refused = [](const std::string& type) {
        return errors(R"({"resourceType":"Patient","photo":[{"contentType":")" + type + "\"}]}");
    };
    for (const std::string good : {"application/pdf", "text/plain; charset=UTF-8, text/html", "application/hl7-sda+xml; variant=XDA/XDS",
                                   "application/dicom; variant=DICOM WADO-RS", "image/*", "xml", "json", "ttl"})
        CHECK_FALSE_MESSAGE(refused(good), good);
    for (const std::string bad : {"pdf", "/pdf", "image/", "image /png"}) CHECK_MESSAGE(refused(bad), bad);
}

TEST_CASE("An entry of a Bundle needs no fullUrl; one that it has names no version") {
    const auto refused = [](const std::string& entry) {
        return errors(R"({"resourceType":"Bundle","type":"batch-response","entry":[{)" + entry + R"("response":{"status":"200"}}]})");
    };
    CHECK_FALSE(refused(""));
    CHECK(refused(R"("fullUrl":"http://a.example/Patient/1/_history/2",)"));
}
