// Letter -> FHIR -> letter gives the same letter, and the loss report names every leaf that was not carried: the corpus letters,
// the golden letters, and letters generated from the schemas with a fixed seed.
#include "adapters/mapping/formatted_text.hpp"
#include "tests/adapters/mapping/letter_generator.hpp"
#include "tests/adapters/mapping/translation_support.hpp"

using namespace stafet;
using namespace stafet::testing;

namespace {

struct Pair {
    Format letter;
    Format message;
};
const Pair pairs[] = {{xdis01, epicrisis_fhir}, {xref15, referral_fhir}, {xdis91, correspondence_fhir}};

/// What a new dispatch changes by its nature.
void forget_ids(fhir::Tree& letter) {
    letter.set_value(*letter.root().child("Envelope")->child("Identifier"), "-");
    letter.set_value(*letter.root().last->child("Letter")->child("Identifier"), "-");
}

void flatten(const fhir::Node& node, const std::string& path, bool plain, std::vector<std::string>& out) {
    const std::string here = path + '/' + std::string(node.name);
    // Formatted text may be spelled in more than one way: its meaning is compared.
    for (const char* formatted : {"Text01", "Recommendation", "Anamnesis", "Information"})
        if (node.name == formatted && (node.has_value() || node.first)) {
            const mapping::FormattedText text = mapping::from_letter(node);
            return out.push_back(here + " = " + (plain ? mapping::to_plain(text) : mapping::to_xhtml(text)));
        }
    if (node.has_value()) out.push_back(here + " = " + std::string(node.value));
    for (const fhir::Node* child = node.first; child; child = child->next) flatten(*child, here, plain, out);
}

std::vector<std::string> leaves_of(const std::string& letter, bool plain = false) {
    oioxml::LetterText read = oioxml::read_letter(letter);
    REQUIRE(read.well_formed);
    forget_ids(read.tree);
    std::vector<std::string> leaves;
    flatten(read.tree.root(), "", plain, leaves);
    return leaves;
}

/// The receiver as the letter itself names it, so that nothing is readdressed or completed.
Translation there(const std::string& letter, const Pair& pair) {
    const Reading source = read_letter(letter, pair.letter, {});
    const fhir::Node& body = *tree_of(source)->root().child("Envelope")->next;
    PartyRef sender{"990010000000009", std::string(body.text_at("Sender.EANIdentifier")), "", "", "", ""};
    PartyRef receiver{"990010000000008", std::string(body.text_at("Receiver.EANIdentifier")), "", "", "", ""};
    return translate(source, pair.message, sender, receiver);
}

Translation back(const Translation& bundle, const Pair& pair) {
    return translate(read_bundle(bundle.bytes, pair.message, {}), pair.letter, {}, {});
}

void check_same(const std::string& letter, const Pair& pair) {
    const Translation bundle = there(letter, pair);
    REQUIRE(!bundle.bytes.empty());
    CHECK(bundle.loss.leaves_carried <= bundle.loss.leaves_total);
    const Translation again = back(bundle, pair);
    REQUIRE(!again.bytes.empty());
    auto before = leaves_of(letter);
    auto after = leaves_of(again.bytes);
    // Operations come back after the other diagnoses: FHIR has them in resources of their own.
    if (letter.find("operation") != std::string::npos) {
        std::sort(before.begin(), before.end());
        std::sort(after.begin(), after.end());
    }
    INFO(report_text(bundle.loss) << report_text(again.loss));
    if (bundle.loss.losses.empty()) {
        for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) CHECK(before[i] == after[i]);
        CHECK(before.size() == after.size());
        CHECK(bundle.loss.leaves_carried == bundle.loss.leaves_total);
    } else {
        // What the report does not name is still there.
        for (const std::string& leaf : before) {
            const bool kept = std::find(after.begin(), after.end(), leaf) != after.end();
            std::string dotted = leaf.substr(1, leaf.find(' ') - 1);
            std::replace(dotted.begin(), dotted.end(), '/', '.');
            const bool named = std::any_of(bundle.loss.losses.begin(), bundle.loss.losses.end(), [&](const Loss& loss) {
                std::string plain;
                bool skip = false;
                for (char c : loss.path) {
                    skip = c == '[' || (skip && c != ']');
                    if (!skip && c != ']') plain += c;
                }
                return dotted.starts_with(plain);
            });
            CHECK_MESSAGE((kept || named), leaf);
        }
    }
}

}  // namespace

TEST_CASE("the golden letters come back from FHIR as they were") {
    check_same(read_file("tests/golden/xdis01/letter.xml"), pairs[0]);
    check_same(read_file("tests/golden/xref15/letter.xml"), pairs[1]);
    check_same(read_file("tests/golden/xdis91/letter.xml"), pairs[2]);
}

TEST_CASE("every generated letter comes back from FHIR as it was, up to what the report names") {
    for (const Pair& pair : pairs)
        for (std::uint32_t seed = 1; seed <= 120; ++seed) {
            CAPTURE(pair.letter.type);
            CAPTURE(seed);
            check_same(generate_letter(*oioxml::find_schema(pair.letter.version), seed), pair);
        }
}

TEST_CASE("FHIR -> letter -> FHIR -> letter keeps everything that the first letter holds") {
    const std::tuple<const char*, Format, Format, PartyRef, PartyRef> cases[] = {
        {"epicrisis.json", epicrisis_fhir, xdis01, hospital, practice},
        {"referral.json", referral_fhir, xref15, practice, nurses},
        {"correspondence.json", correspondence_fhir, xdis91, nurses, practice}};
    for (const auto& [file, message, letter, sender, receiver] : cases) {
        const Translation first =
            translate(read_bundle(read_file(std::string("tests/golden/bundles/") + file), message, sender), letter, sender, receiver);
        const Translation bundle = translate(read_letter(first.bytes, letter, sender), message, sender, receiver);
        const Translation second = translate(read_bundle(bundle.bytes, message, sender), letter, sender, receiver);
        // XREF15's text is plain in FHIR: its headings come back without bold, as the report of the second step says.
        const auto before = leaves_of(first.bytes, letter == xref15);
        const auto after = leaves_of(second.bytes, letter == xref15);
        for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) CHECK(before[i] == after[i]);
        CHECK(before.size() == after.size());
    }
}

TEST_CASE("the public corpora go both ways") {
    const std::pair<const char*, Pair> files[] = {{"corpora/medcom-synthetic/XDIS01_XD0134L.xml", pairs[0]},
                                                  {"corpora/medcom-synthetic/XREF15_XH1530R.xml", pairs[1]},
                                                  {"corpora/medcom-synthetic/XDIS91_XD9134L.xml", pairs[2]},
                                                  {"corpora/medcom-edi-xml/xml/DIS91_1.xml", pairs[2]},
                                                  {"corpora/conversion-service/Flow1-XDIS91_Ex_to_FHIR.xml", pairs[2]},
                                                  {"corpora/os2-fixtures/special_characters.xml", pairs[2]},
                                                  {"corpora/os2-fixtures/escaped_formatted_text.xml", pairs[2]},
                                                  {"corpora/os2-fixtures/formattet_text.xml", pairs[2]}};
    if (!shared("corpora", "8 corpus letters")) return;
    for (const auto& [file, pair] : files) {
        CAPTURE(file);
        const std::string letter = read_file(*shared(file, file));
        const Translation bundle = there(letter, pair);
        REQUIRE(!bundle.bytes.empty());
        CHECK(!back(bundle, pair).bytes.empty());
    }
}
