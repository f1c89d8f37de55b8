#include "adapters/oioxml/oioxml_standard.hpp"

#include "adapters/mapping/danish_time.hpp"
#include "adapters/mapping/letter_document.hpp"
#include "adapters/oioxml/letter_checker.hpp"
#include "adapters/oioxml/letter_codec.hpp"
#include "adapters/oioxml/letter_envelope.hpp"
#include "adapters/oioxml/letter_findings.hpp"

#include <utility>

namespace stafet::oioxml {

namespace {

using fhir::Node;

std::string known_letters() {
    std::string text;
    for (const LetterSchema& schema : letter_schemas()) text += (text.empty() ? "" : ", ") + schema.type + " " + schema.version;
    return text;
}

Issue unknown_letter(const fhir::Tree& letter, const Node* body) {
    const std::string version(body ? body->text_at("Letter.VersionCode") : std::string_view{});
    const LetterSchema* same_version = find_schema(version);
    std::string was = version.empty() ? "the letter has no Letter/VersionCode" : "letter version '" + version + "' is not supported";
    std::string was_da = version.empty() ? "brevet har ingen Letter/VersionCode" : "brevversion '" + version + "' understøttes ikke";
    if (same_version) {
        was = version + " is " + same_version->body + " in namespace " + same_version->xmlns;
        was_da = version + " er " + same_version->body + " i namespace " + same_version->xmlns;
    }
    const Node& at = body ? *body : letter.root();
    return {Severity::error,
            IssueType::not_supported,
            "letter-unknown",
            element_path(at),
            position_of(letter.source(), at.offset),
            was + "; supported are " + known_letters(),
            was_da + "; understøttede er " + known_letters()};
}

/// What the letter's words alone do not show: times that the Danish clock skipped or showed twice.
void note_clock_changes(const Node& node, const fhir::Tree& letter, Issues& issues) {
    for (const Node* child = node.first; child; child = child->next) note_clock_changes(*child, letter, issues);
    const Node* date = node.child("Date");
    const Node* time = date ? node.child("Time") : nullptr;
    if (!time || issues.size() >= max_findings) return;
    const auto reading = danish::from_danish(date->value, time->value);
    if (!reading || reading->note == danish::ClockNote::none) return;
    const bool twice = reading->note == danish::ClockNote::ambiguous;
    issues.push_back({Severity::information, IssueType::informational, twice ? "time-ambiguous" : "time-skipped", element_path(node),
                      position_of(letter.source(), node.offset),
                      (twice ? "this hour happened twice when summer time ended; read as "
                             : "this hour did not happen when summer time began; read as ") +
                          reading->text,
                      (twice ? "denne time forekom to gange, da sommertiden sluttede; læst som "
                             : "denne time fandtes ikke, da sommertiden begyndte; læst som ") +
                          reading->text});
}

class OioxmlStandard final : public Standard {
   public:
    std::string_view name() const override { return "oioxml"; }

    bool recognises(std::string_view bytes) const override {
        constexpr std::size_t window = 4096;
        const std::string_view head = bytes.substr(0, window);
        const std::size_t root = head.find("Emessage");
        return root != std::string_view::npos && root > 0 && (head[root - 1] == '<' || head[root - 1] == ':');
    }

    Reading read(std::string bytes) const override {
        LetterText letter = read_letter(std::move(bytes));
        Reading reading;
        reading.issues = std::move(letter.issues);
        reading.charset = std::move(letter.charset);
        const Node* body = body_of(letter.tree);
        const LetterSchema* schema =
            body ? find_schema(letter.tree.root().xmlns, body->name, body->text_at("Letter.VersionCode")) : nullptr;
        reading.envelope = read_envelope(letter.tree, schema);
        if (!letter.well_formed) return reading;
        if (schema) {
            const Issues found = check_letter(letter.tree, *schema);
            reading.issues.insert(reading.issues.end(), found.begin(), found.end());
            note_clock_changes(letter.tree.root(), letter.tree, reading.issues);
        } else {
            reading.issues.push_back(unknown_letter(letter.tree, body));
        }
        reading.document = std::make_shared<LetterDocument>(std::move(letter.tree));
        return reading;
    }
};

}  // namespace

std::unique_ptr<Standard> make_oioxml_standard() {
    letter_schemas();
    danish::require_danish_zone();
    return std::make_unique<OioxmlStandard>();
}

}  // namespace stafet::oioxml
