// Whatever the narrative: no crash, and what was understood is written and read as the same text.
#include "adapters/mapping/formatted_text.hpp"
#include "base/assert.hpp"

using namespace stafet::mapping;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const FormattedText text = from_xhtml({reinterpret_cast<const char*>(data), size});
    const std::string written = to_xhtml(text);
    STAFET_ASSERT(to_xhtml(from_xhtml(written)) == written, "what we write as xhtml reads as the same text");
    split(text, 7);
    return 0;
}
