#include "fhir_models/validation/danish_rules.hpp"

#include "base/danish_identifiers.hpp"

namespace stafet::fhir {

namespace {

struct Rule {
    bool (*is_valid)(std::string_view);
    std::string_view code;
    const char* en;
    const char* da;
};

constexpr Rule cpr{danish::is_cpr, "cpr-invalid",
                   "A CPR number has ten digits without hyphen and begins with a possible day and month (DDMM).",
                   "Et CPR-nummer har ti cifre uden bindestreg og begynder med en mulig dag og måned (DDMM)."};
constexpr Rule x_ecpr{danish::is_x_ecpr, "x-ecpr-invalid", "An X-eCPR is DDMMYY, then 1 or 7, two letters and a digit.",
                      "Et X-eCPR er DDMMÅÅ, derefter 1 eller 7, to bogstaver og et ciffer."};
constexpr Rule d_ecpr{danish::is_d_ecpr, "d-ecpr-invalid", "A D-eCPR is DDMMYY, then 0, 5 or 6, two letters and a digit.",
                      "Et D-eCPR er DDMMÅÅ, derefter 0, 5 eller 6, to bogstaver og et ciffer."};
constexpr Rule gln{danish::is_gln, "gln-invalid",
                   "A GLN (EAN location number) has thirteen digits, the last of which is a check digit that must fit.",
                   "Et GLN (EAN-lokationsnummer) har tretten cifre, hvoraf det sidste er et kontrolciffer, der skal passe."};
constexpr Rule sor{danish::is_sor, "sor-invalid", "A SOR id has at least eleven digits.", "En SOR-kode har mindst elleve cifre."};
constexpr Rule ydernummer{danish::is_ydernummer, "ydernummer-invalid", "A ydernummer has one to six digits.",
                          "Et ydernummer har et til seks cifre."};

const Rule* rule_of(std::string_view system) {
    if (system == danish::cpr_system) return &cpr;
    if (system == danish::x_ecpr_system) return &x_ecpr;
    if (danish::is_patient_identifier_system(system)) return &d_ecpr;
    if (danish::is_gln_system(system)) return &gln;
    if (system == danish::sor_system) return &sor;
    if (system == danish::ydernummer_system) return &ydernummer;
    return nullptr;
}

}  // namespace

void check_identifier(const Node& identifier, Findings& findings) {
    const Rule* rule = rule_of(identifier.text("system"));
    const Node* value = identifier.child("value");
    if (!rule || !value || !value->has_value() || rule->is_valid(value->value)) return;
    findings.add(*value, Severity::error, IssueType::value, rule->code, {rule->en, rule->da});
}

}  // namespace stafet::fhir
