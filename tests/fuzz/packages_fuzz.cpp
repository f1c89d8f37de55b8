// Packages and files of compiled definitions from anybody: refused or read, never a crash.
#include "fhir_models/packages/compiler.hpp"
#include "fhir_models/packages/definitions_image.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto read = stafet::fhir::read_package(bytes, "fuzz.tgz");
    if (read.package) stafet::fhir::compile_packages({&*read.package, 1}, nullptr);
    stafet::fhir::DefinitionsImage::from_bytes(std::string(bytes));
    return 0;
}
