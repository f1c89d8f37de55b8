#include "adapters/mapping/fhir_form.hpp"

#include "adapters/mapping/letter_document.hpp"
#include "adapters/mapping/map_runner.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace stafet {

namespace {

const mapping::MapProgram* map_of(const mapping::MapLibrary& maps, const Format& letter) {
    const auto& all = maps.maps();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& map) {
        return map->to_fhir && map->letter.standard == letter.standard && map->letter.type == letter.type &&
               map->letter.version == letter.version;
    });
    return found == all.end() ? nullptr : found->get();
}

std::optional<fhir::Tree> from_letter(const mapping::MapLibrary& maps, const Reading& reading, const fhir::Tree& letter) {
    const Envelope& envelope = reading.envelope;
    const auto* map = map_of(maps, envelope.format);
    if (!map) return std::nullopt;
    TranslationRequest request;
    request.source = &reading;
    request.target = map->message;
    request.kind = envelope.kind;
    request.sender = envelope.sender;
    if (!envelope.receivers.empty()) request.receiver = envelope.receivers.front();
    request.parties_registered = false;
    request.message_id = envelope.message_id;
    request.envelope_id = envelope.envelope_id;
    request.now = envelope.sent;
    return run_to_fhir(*map, request, letter).tree;
}

}  // namespace

FhirForm make_fhir_form(mapping::MapLibrary maps) {
    return [maps = std::make_shared<const mapping::MapLibrary>(std::move(maps))](const Reading& reading) -> const fhir::Tree* {
        const auto* document = dynamic_cast<const LetterDocument*>(reading.document.get());
        if (!document) return nullptr;
        if (!document->tree.root().resource_type.empty()) return &document->tree;
        return document->fhir_form([&] { return from_letter(*maps, reading, document->tree); });
    };
}

}  // namespace stafet
