#include "adapters/mapping/conversion.hpp"
#include "adapters/mapping/converters/families.hpp"
#include "base/danish_identifiers.hpp"

#include <algorithm>

namespace stafet::mapping {

using fhir::Node;

namespace {

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// A letter's field holds 35 characters, so the UUID stands there without hyphens (MedCom, governance for episode identifiers).
void episode_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments&) {
    const std::string_view text = run.read(source);
    if (text.size() != 32 || !std::all_of(text.begin(), text.end(), is_hex)) return target.set(text);
    std::string uuid(text);
    for (const std::size_t at : {20u, 16u, 12u, 8u}) uuid.insert(at, 1, '-');
    target.set(uuid);
}

void episode_to_letter(Conversion& run, const Node& source, Target& target, const Arguments&) {
    std::string_view text = run.read(source);
    constexpr std::string_view prefix = "urn:uuid:";
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    std::string compact;
    for (char c : text)
        if (is_hex(c)) compact += c;
    const bool uuid = text.size() == 36 && compact.size() == 32;
    if (!uuid && text.size() > 35) return run.lose(source, Loss::Kind::not_carried, "no UUID, and longer than 35 characters");
    if (!text.empty()) target.set(uuid ? std::string_view(compact) : text);
}

/// Replacement CPR: position 7 tells who issued it (MedCom conversion tables, January 2026).
std::string_view replacement_system(std::string_view number) {
    return number.size() > 6 && (number[6] == '1' || number[6] == '7') ? danish::x_ecpr_system : danish::d_ecpr_system;
}

void write_identifier(Conversion& run, Target& target, std::string_view use, std::string_view system, std::string_view value) {
    Node& identifier = run.tree().append(target.node(), "identifier");
    identifier.list = true;
    run.tree().append(identifier, "use", use);
    run.tree().append(identifier, "system", system);
    run.tree().append(identifier, "value", value);
}

void patient_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments&) {
    if (const Node* cpr = source.child("CivilRegistrationNumber")) {
        if (danish::is_cpr(run.read(*cpr)))
            write_identifier(run, target, "official", danish::cpr_system, cpr->value);
        else
            run.lose(*cpr, Loss::Kind::not_carried, "no CPR number");
    }
    if (const Node* other = source.child("AlternativeIdentifier"); other && other->has_value())
        write_identifier(run, target, "temp", replacement_system(other->value), run.read(*other));
}

/// A letter names the patient once: by CPR, else by the national replacement number, else by a local one.
int rank(const Node& identifier) {
    const std::string_view system = identifier.text("system");
    if (system == danish::cpr_system) return 0;
    if (system == danish::x_ecpr_system) return 1;
    return danish::is_patient_identifier_system(system) ? 2 : 3;
}

void patient_to_letter(Conversion& run, const Node& source, Target& target, const Arguments&) {
    const Node* best = nullptr;
    for (const Node* identifier = source.child("identifier"); identifier; identifier = identifier->next_same())
        if (rank(*identifier) < (best ? rank(*best) : 3)) best = identifier;
    if (!best) return;
    run.read_all(*best);
    run.tree().append(target.node(), rank(*best) == 0 ? "CivilRegistrationNumber" : "AlternativeIdentifier", best->text("value"));
}

const Converter family[] = {
    {"episode-id", Converter::Takes::nothing, episode_to_fhir, episode_to_letter, false, {}},
    {"patient-identifier",
     Converter::Takes::nothing,
     patient_to_fhir,
     patient_to_letter,
     false,
     {"CivilRegistrationNumber", "AlternativeIdentifier"}},
};

}  // namespace

std::span<const Converter> identifier_converters() { return family; }

}  // namespace stafet::mapping
