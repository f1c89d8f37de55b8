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
        for (std::size_t at = head.find("Emessage"); at != std::string_view::npos; at = head.find("Emessage", at + 1))
            if (at > 0 && (head[at - 1] == '<' || head[at - 1] == ':')) return true;
        return false;
    }

    Reading read(std::string bytes) const override {
        LetterText letter = read_letter(std::move(bytes));
        Reading reading;
        reading.issues = std::move(letter.issues);
        reading.charset = std::move(letter.charset);
        const LetterSchema* schema = schema_of(letter.tree);
        reading.envelope = read_envelope(letter.tree, schema);
        if (!letter.well_formed) return reading;
        const Issues found = check_letter(letter.tree);
        reading.issues.insert(reading.issues.end(), found.begin(), found.end());
        if (schema) note_clock_changes(letter.tree.root(), letter.tree, reading.issues);
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
