#include "adapters/mapping/translator.hpp"

#include "adapters/mapping/bundle_index.hpp"
#include "adapters/mapping/letter_document.hpp"
#include "adapters/mapping/map_runner.hpp"
#include "base/assert.hpp"
#include "base/danish_identifiers.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

#include <algorithm>
#include <utility>

namespace stafet {

namespace {

using mapping::MapProgram;

bool same_form(const Format& a, const Format& b) { return a.standard == b.standard && a.type == b.type && a.version == b.version; }
bool is_fhir(const Format& format) { return format.standard == "fhir" || format.standard == "medcom-fhir"; }

std::string_view content_type_of(const Format& format) {
    if (!is_fhir(format)) return "application/xml";
    return format.syntax == "xml" ? "application/fhir+xml" : "application/fhir+json";
}

std::string write_fhir(const fhir::Tree& tree, const Format& format) {
    return format.syntax == "xml" ? fhir::write_xml(tree.root()) : fhir::write_json(tree.root());
}

Issue untranslatable(std::string code, IssueType type, std::string path, std::string text, std::string text_da) {
    return {Severity::error, type, std::move(code), std::move(path), {}, std::move(text), std::move(text_da)};
}

/// MedCom Messaging 4.0.2: sender and receiver carry both a SOR id and a GLN.
void check_parties(const fhir::Tree& bundle, Severity severity, Issues& issues) {
    const mapping::BundleIndex index(bundle.root());
    if (index.resources().empty()) return;
    const fhir::Node& header = *index.resources().front();
    const fhir::Node* destination = header.child("destination");
    const std::pair<const char*, const fhir::Node*> parties[] = {{"sender", header.child("sender")},
                                                                 {"receiver", destination ? destination->child("receiver") : nullptr}};
    for (const auto& [name, reference] : parties) {
        const fhir::Node* organisation = reference ? index.resolve(*reference) : nullptr;
        bool sor = false;
        bool gln = false;
        for (const fhir::Node* id = organisation ? organisation->child("identifier") : nullptr; id; id = id->next_same()) {
            sor = sor || id->text("system") == danish::sor_system;
            gln = gln || danish::is_gln_system(id->text("system"));
        }
        if (sor && gln) continue;
        issues.push_back(untranslatable("party-incomplete", IssueType::required, std::string("MessageHeader.") + name,
                                        std::string("the ") + name + " needs a SOR id and a GLN; register it as a partner with both",
                                        "afsender og modtager skal have både SOR-id og lokationsnummer"));
        issues.back().severity = severity;
    }
}

class MappingTranslator final : public Translator {
   public:
    MappingTranslator(mapping::MapLibrary maps, StandardParts parts) : maps_(std::move(maps)), parts_(std::move(parts)) {
        STAFET_ASSERT(parts_.write_letter, "a translator needs a letter writer");
    }

    bool can_translate(const Format& source, const Format& target, std::string_view) const override {
        if (same_form(source, target)) return is_fhir(source) || target.syntax.empty() || source.syntax == target.syntax;
        if (maps_.find(source, target) || rendering(source, target)) return true;
        const MapProgram* to_hub = map_to_hub(source);
        return to_hub && (maps_.find(to_hub->message, target) || rendering(to_hub->message, target));
    }

    Translation translate(const TranslationRequest& request) const override {
        const fhir::Tree* tree = tree_of(*request.source);
        const Format& source = request.source->envelope.format;
        Translation out;
        if (!tree) {
            out.issues.push_back(
                untranslatable("not-readable", IssueType::structure, {}, "the message could not be read", "meddelelsen kunne ikke læses"));
        } else if (same_form(source, request.target)) {
            out = pass_through(request, *tree);
        } else if (const MapProgram* map = maps_.find(source, request.target)) {
            out = by_map(*map, request, *tree);
        } else if (const HubRendering* rendered = rendering(source, request.target)) {
            out = rendered->render(*tree, request);
        } else {
            out = by_hub(request, *tree);
        }
        if (has_errors(out.issues)) out.bytes.clear();
        return out;
    }

    Translation acknowledge(const AcknowledgementRequest& request) const override {
        for (const AcknowledgementWriter& writer : parts_.acknowledgements)
            if (writer.standard == request.target.standard) return writer.write(request);
        Translation out;
        out.issues.push_back(no_way(request.original.format, request.target));
        return out;
    }

   private:
    static Issue no_way(const Format& source, const Format& target) {
        return untranslatable("translation-not-supported", IssueType::not_supported, {},
                              "there is no translation from " + to_string(source) + " to " + to_string(target),
                              "der findes ingen oversættelse til modtagerens format");
    }

    const MapProgram* map_to_hub(const Format& source) const {
        const auto& all = maps_.maps();
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto& map) { return map->to_fhir && same_form(map->letter, source); });
        return found == all.end() ? nullptr : found->get();
    }

    const HubRendering* rendering(const Format& source, const Format& target) const {
        if (source.standard != "fhir") return nullptr;
        for (const HubRendering& candidate : parts_.renderings)
            if (candidate.hub_type == source.type && same_form(candidate.target, target)) return &candidate;
        return nullptr;
    }

    static Translation pass_through(const TranslationRequest& request, const fhir::Tree& tree) {
        const Envelope& envelope = request.source->envelope;
        Translation out;
        out.message_id = envelope.message_id;
        out.envelope_id = envelope.envelope_id;
        out.content_type = content_type_of(request.target.syntax.empty() ? envelope.format : request.target);
        out.unchanged = request.target.syntax.empty() || request.target.syntax == envelope.format.syntax;
        if (out.unchanged)
            out.bytes = tree.source();
        else if (is_fhir(envelope.format))
            out.bytes = write_fhir(tree, request.target);
        else
            out.issues.push_back(no_way(envelope.format, request.target));
        return out;
    }

    Translation by_map(const MapProgram& map, const TranslationRequest& request, const fhir::Tree& tree) const {
        const bool to_letter = request.target.standard == map.letter.standard;
        mapping::Mapped mapped = to_letter ? run_to_letter(map, request, tree) : run_to_fhir(map, request, tree);
        Translation out = written(request, mapped.tree);
        out.loss = std::move(mapped.loss);
        return out;
    }

    Translation by_hub(const TranslationRequest& request, const fhir::Tree& tree) const {
        const Format& source = request.source->envelope.format;
        const MapProgram* first = map_to_hub(source);
        const MapProgram* second = first ? maps_.find(first->message, request.target) : nullptr;
        const HubRendering* rendered = first ? rendering(first->message, request.target) : nullptr;
        Translation out;
        if (!second && !rendered) {
            out.issues.push_back(no_way(source, request.target));
            return out;
        }
        mapping::Mapped hub = run_to_fhir(*first, request, tree);
        out = second ? by_map(*second, request, hub.tree) : rendered->render(hub.tree, request);
        // Two steps, one report: what the second step drops was an element of the hub form.
        for (const Loss& loss : out.loss.losses) hub.loss.losses.push_back(loss);
        out.loss = std::move(hub.loss);
        return out;
    }

    Translation written(const TranslationRequest& request, const fhir::Tree& tree) const {
        Translation out;
        out.message_id = request.message_id;
        out.envelope_id = request.envelope_id;
        out.content_type = content_type_of(request.target);
        if (is_fhir(request.target)) {
            check_parties(tree, request.parties_registered ? Severity::error : Severity::warning, out.issues);
            out.bytes = write_fhir(tree, request.target);
        } else {
            if (parts_.check_letter) out.issues = parts_.check_letter(tree);
            out.bytes = parts_.write_letter(tree);
        }
        return out;
    }

    mapping::MapLibrary maps_;
    StandardParts parts_;
};

}  // namespace

std::unique_ptr<Translator> make_translator(mapping::MapLibrary maps, StandardParts parts) {
    return std::make_unique<MappingTranslator>(std::move(maps), std::move(parts));
}

}  // namespace stafet
