#include "fhir_models/packages/built_in.hpp"

// C++20 has no way to embed a file; the assembler has. The build unpacks the file (CMakeLists.txt).
__asm__(
    ".section .rodata\n"
    ".balign 64\n"
    "stafet_built_in_definitions:\n"
    ".incbin \"" STAFET_BUILT_IN_DEFINITIONS
    "\"\n"
    "stafet_built_in_definitions_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
extern const char stafet_built_in_definitions[];
extern const char stafet_built_in_definitions_end[];
}

namespace stafet::fhir {

Result<std::shared_ptr<const DefinitionsImage>> built_in_definitions() {
    const auto size = static_cast<std::size_t>(stafet_built_in_definitions_end - stafet_built_in_definitions);
    return DefinitionsImage::from_constant({stafet_built_in_definitions, size});
}

}  // namespace stafet::fhir
