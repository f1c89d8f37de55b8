// Whatever the text: no crash, and either an expression or one finding that points into the text.
#include "fhir_models/fhirpath/syntax.hpp"

#include "base/assert.hpp"

#include <cstddef>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stafet;
    const auto outcome = fhir::fhirpath::parse({reinterpret_cast<const char*>(data), size});
    STAFET_ASSERT(outcome.syntax.has_value() == outcome.issues.empty(), "an expression or a finding");
    if (!outcome.syntax) return 0;
    for (std::size_t i = 0; i < outcome.syntax->parts.size(); ++i)
        for (const auto operand : outcome.syntax->parts[i].operands) STAFET_ASSERT(operand < i, "operands stand before their user");
    return 0;
}
