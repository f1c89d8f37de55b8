// Whatever a questionnaire, a response, a measure or a report holds: no crash, and checking it ends.
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/packages/built_in.hpp"
#include "fhir_models/questionnaires/forms.hpp"

#include "base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stafet::fhir;
    static const Profiles profiles([] {
        auto image = built_in_definitions();
        STAFET_ASSERT(image.has_value(), "the built-in definitions can be used");
        return std::make_shared<const Library>(std::vector{*image});
    }());
    const auto outcome = read_json(std::string(reinterpret_cast<const char*>(data), size));
    if (outcome.tree) STAFET_ASSERT(check_forms(*outcome.tree, profiles, {}).size() <= 200, "findings are bounded");
    return 0;
}
