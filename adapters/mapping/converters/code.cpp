#include "adapters/mapping/conversion.hpp"
#include "adapters/mapping/converters/families.hpp"

namespace stafet::mapping {

using fhir::Node;

namespace {

constexpr std::string_view act_code_system = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

const CodeTable::Row* known(Conversion& run, const Node& source, const CodeTable& table, const CodeTable::Row* row) {
    if (!row) run.lose(source, Loss::Kind::code_unmapped, "the code is not in the table " + table.name);
    if (row && !row->to_letter)
        run.lose(source, Loss::Kind::code_unmapped, "the table " + table.name + " carries it as a more general code");
    if (row && row->fhir == "*" && row->second.empty())
        run.lose(source, Loss::Kind::code_unmapped, "the table " + table.name + " has only its general code for it");
    return row;
}

void code_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    const CodeTable& table = *arguments.table;
    if (const auto* row = known(run, source, table, table.by_letter(run.read(source)))) target.set(row->fhir);
}

void code_to_letter(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    const CodeTable& table = *arguments.table;
    if (const auto* row = known(run, source, table, table.by_fhir(run.read(source)))) target.set(row->letter);
}

void coding_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    const CodeTable& table = *arguments.table;
    const auto* row = known(run, source, table, table.by_letter(run.read(source)));
    if (!row) return;
    Node& coding = target.node();
    if (!table.system.empty() && !coding.child("system")) run.tree().append(coding, "system", table.system);
    run.tree().append(coding, "code", row->fhir);
    if (!row->display.empty()) run.tree().append(coding, "display", row->display);
}

/// The first coding that the table knows; one of the table's own system before any other.
void coding_to_letter(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    const CodeTable& table = *arguments.table;
    const CodeTable::Row* row = nullptr;
    const Node* chosen = nullptr;
    for (const Node* coding = &source; coding; coding = coding->next_same()) {
        const auto* found = table.by_fhir(coding->text("code"));
        const bool own = coding->text("system") == table.system;
        if (!found || (row && !own)) continue;
        row = found;
        chosen = coding;
        if (own) break;
    }
    if (!known(run, source, table, row)) return;
    run.read_all(*chosen);
    target.set(row->letter);
}

/// true when the letter has exactly this code, else nothing.
void flag_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    if (source.value != arguments.word) return;
    run.read(source);
    target.set("true");
}

void flag_to_letter(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    if (run.read(source) == "true") target.set(arguments.word);
}

/// Encounter class and status in one code of the letter.
void class_to_fhir(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    const CodeTable& table = *arguments.table;
    const auto* row = known(run, source, table, table.by_letter(run.read(source)));
    if (!row) return;
    Node& encounter = target.node();
    run.tree().append(encounter, "status", row->second);
    Node& act = run.tree().append(encounter, "class");
    run.tree().append(act, "system", act_code_system);
    run.tree().append(act, "code", row->fhir);
}

void class_to_letter(Conversion& run, const Node& source, Target& target, const Arguments& arguments) {
    const Node* act = source.child("class");
    const std::string_view status = run.read(source, "status");
    const std::string_view code = act ? run.read(*act, "code") : std::string_view{};
    if (act) run.read(*act, "system");
    const CodeTable& table = *arguments.table;
    if (const auto* row = known(run, source, table, table.by_fhir(code, status))) target.set(row->letter);
}

const Converter family[] = {
    {"code", Converter::Takes::table, code_to_fhir, code_to_letter, false, {}},
    {"coding", Converter::Takes::table, coding_to_fhir, coding_to_letter, false, {}},
    {"flag", Converter::Takes::word, flag_to_fhir, flag_to_letter, false, {}},
    {"class-and-status", Converter::Takes::table, class_to_fhir, class_to_letter, false, {}},
};

}  // namespace

std::span<const Converter> code_converters() { return family; }

}  // namespace stafet::mapping
