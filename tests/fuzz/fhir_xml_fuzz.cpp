// Whatever the bytes: no crash, validation ends, and what was read as XML can be written and read as XML and as JSON.
#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/validation/validate.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

#include "base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stafet::fhir;
    const auto outcome = read_xml(std::string(reinterpret_cast<const char*>(data), size));
    if (!outcome.tree) return 0;
    validate(*outcome.tree);
    STAFET_ASSERT(read_xml(write_xml(outcome.tree->root()), {.max_depth = 1000}).tree, "what we write as XML is well-formed");
    if (!outcome.issues.empty()) return 0;
    const auto json = read_json(write_json(outcome.tree->root()), {.max_depth = 1000});
    STAFET_ASSERT(json.tree || json.issues.front().code == "json-too-many-keys", "what we write as JSON can be read");
    return 0;
}
