// Whatever the bytes: no crash, what is read can be written and read as the same letter, and a refusal can always be answered.
#include "adapters/mapping/formatted_text.hpp"
#include "adapters/mapping/letter_document.hpp"
#include "adapters/oioxml/letter_codec.hpp"
#include "adapters/oioxml/medcom_answers.hpp"
#include "adapters/oioxml/oioxml_standard.hpp"
#include "base/assert.hpp"

using namespace stafet;

namespace {

/// Formatted text is read wherever text and elements mix, and its words survive both spellings.
void read_formatted(const fhir::Node& node) {
    for (const fhir::Node* child = node.first; child; child = child->next) read_formatted(*child);
    if (!node.child("#text")) return;
    const auto text = mapping::from_letter(node);
    STAFET_ASSERT(mapping::to_plain(mapping::from_xhtml(mapping::to_xhtml(text))).size() <= 2 * node.value.size() + 1'000'000,
                  "xhtml does not grow");
    mapping::split(text, 10);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto standard = oioxml::make_oioxml_standard();
    static const auto answers = oioxml::make_medcom_answers();
    const Reading reading = standard->read(std::string(reinterpret_cast<const char*>(data), size));
    if (const fhir::Tree* letter = tree_of(reading)) {
        const oioxml::LetterText again = oioxml::read_letter(oioxml::write_letter(*letter));
        STAFET_ASSERT(again.well_formed, "what we write is well-formed");
        STAFET_ASSERT(fhir::equal(again.tree.root(), letter->root()), "what we write is the same letter");
        read_formatted(letter->root());
    }
    if (!has_errors(reading.issues)) return 0;
    const Answer answer = answers->refused({}, reading.envelope, reading.issues, Instant{});
    STAFET_ASSERT(answer.status == 500 || answer.status == 503 || standard->read(answer.body).document, "a refusal is a letter");
    return 0;
}
