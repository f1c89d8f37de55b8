// Whatever the bytes: no crash, validation ends, and what was read comes back the same from what we write, as JSON and as XML.
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/validation/validate.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

#include "base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stafet::fhir;
    const auto outcome = read_json(std::string(reinterpret_cast<const char*>(data), size));
    if (!outcome.tree) return 0;
    validate(*outcome.tree);
    const auto again = read_json(write_json(outcome.tree->root()));
    STAFET_ASSERT(again.tree, "what we write can be read");
    STAFET_ASSERT(write_json(again.tree->root()) == write_json(outcome.tree->root()), "writing is stable");
    STAFET_ASSERT(read_xml(write_xml(outcome.tree->root()), {.max_depth = 1000}).tree, "what we write as XML is well-formed");
    return 0;
}
