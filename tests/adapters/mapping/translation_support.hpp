// Messages through the maps, as the tests want it: bytes in, translation out, with the demo cast as parties.
#pragma once

#include "adapters/mapping/letter_document.hpp"
#include "adapters/mapping/map_library.hpp"
#include "adapters/mapping/translator.hpp"
#include "adapters/oioxml/letter_checker.hpp"
#include "adapters/oioxml/letter_codec.hpp"
#include "adapters/oioxml/letter_schema.hpp"
#include "base/ids.hpp"
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "tests/support/shared.hpp"

#include <doctest/doctest.h>

#include <string>

namespace stafet::testing {

inline const Format epicrisis_fhir{"fhir", "epicrisis", "1", "json"};
inline const Format referral_fhir{"fhir", "referral", "1", "json"};
inline const Format correspondence_fhir{"fhir", "correspondence", "1", "json"};
inline const Format plan_fhir{"fhir", "plan-update", "1", "json"};
inline const Format xdis01{"oioxml", "XDIS01", "XD0134L", "xml"};
inline const Format xref15{"oioxml", "XREF15", "XH1530R", "xml"};
inline const Format xdis91{"oioxml", "XDIS91", "XD9134L", "xml"};

inline const PartyRef hospital{"990010000000001", "5790009900016", "", "9901010", "", "Nordby Sygehus"};
inline const PartyRef practice{"990010000000002", "5790009900023", "099901", "", "", "Lægehuset Vestergade"};
inline const PartyRef municipality{"990010000000003", "5790009900030", "", "", "411", "Testby Kommune"};
inline const PartyRef nurses{"990010000000004", "5790009900047", "", "", "", "Testby Kommune, Sygeplejen"};

/// The schema's word on whether a letter has an element: "Letter/Authorisation/Date".
inline bool letter_has_element(std::string_view version, std::string_view path) {
    const oioxml::LetterSchema* schema = oioxml::find_schema(version);
    if (!schema) return false;
    const oioxml::Structure* structure = schema->content;
    if (path.starts_with("Envelope")) {
        structure = schema->envelope;
        path.remove_prefix(std::min<std::size_t>(9, path.size()));
    }
    while (!path.empty()) {
        const auto end = std::min(path.find('/'), path.size());
        const oioxml::Particle* found = nullptr;
        if (!structure) return false;
        for (const oioxml::Particle& particle : structure->particles)
            if (particle.name == path.substr(0, end)) found = &particle;
        if (!found) return false;
        structure = found->type.structure;
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return true;
}

inline Issues check_written_letter(const fhir::Tree& letter) {
    const fhir::Node* body = letter.root().last;
    const oioxml::LetterSchema* schema = body ? oioxml::find_schema(body->text_at("Letter.VersionCode")) : nullptr;
    REQUIRE(schema);
    return oioxml::check_letter(letter, *schema);
}

inline const Translator& translator() {
    static const std::unique_ptr<Translator> made = [] {
        mapping::MapLibrary maps = mapping::MapLibrary::load({}, letter_has_element);
        for (const Issue& issue : maps.issues())
            MESSAGE(issue.path << ":" << issue.at.line << ":" << issue.at.column << ": " << issue.code << ": " << issue.text);
        REQUIRE(maps.issues().empty());
        StandardParts parts;
        parts.write_letter = [](const fhir::Tree& letter) { return oioxml::write_letter(letter); };
        parts.check_letter = check_written_letter;
        return make_translator(std::move(maps), std::move(parts));
    }();
    return *made;
}

inline Reading reading_of(fhir::Tree tree, Format format, const PartyRef& sender) {
    Reading reading;
    reading.envelope.format = std::move(format);
    reading.envelope.sender.gln = sender.gln;
    reading.envelope.message_id = "SOURCE0000001";
    reading.document = std::make_shared<LetterDocument>(std::move(tree));
    return reading;
}

inline Reading read_letter(std::string bytes, const Format& format, const PartyRef& sender) {
    oioxml::LetterText read = oioxml::read_letter(std::move(bytes));
    REQUIRE(read.well_formed);
    return reading_of(std::move(read.tree), format, sender);
}

inline Reading read_bundle(std::string bytes, const Format& format, const PartyRef& sender) {
    fhir::ReadOutcome read = fhir::read_json(std::move(bytes));
    REQUIRE(read.tree);
    return reading_of(std::move(*read.tree), format, sender);
}

inline Translation translate(const Reading& source, const Format& target, const PartyRef& sender, const PartyRef& receiver) {
    TranslationRequest request;
    request.source = &source;
    request.target = target;
    request.sender = sender;
    request.receiver = receiver;
    const bool letter = target.standard == "oioxml";
    request.message_id = letter ? "BREV0000000001" : "11111111-2222-4333-8444-555555555555";
    request.envelope_id = letter ? "KUVERT00000001" : "66666666-7777-4888-8999-aaaaaaaaaaaa";
    request.now = *from_iso8601("2026-11-22T12:00:00Z");
    Translation out = translator().translate(request);
    for (const Issue& issue : out.issues)
        if (issue.severity >= Severity::error) MESSAGE(issue.code << " at " << issue.path << ": " << issue.text);
    return out;
}

inline std::string report_text(const LossReport& report) {
    std::string text = std::to_string(report.leaves_carried) + " of " + std::to_string(report.leaves_total) + " leaves carried\n";
    for (const Loss& loss : report.losses) text += std::string(to_string(loss.kind)) + ' ' + loss.path + ": " + loss.reason + '\n';
    return text;
}

}  // namespace stafet::testing
