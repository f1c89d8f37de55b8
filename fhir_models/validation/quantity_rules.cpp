#include "fhir_models/validation/quantity_rules.hpp"

#include "fhir_models/fhirpath/ucum.hpp"
#include "fhir_models/fhirpath/ucum_codes.hpp"

namespace stafet::fhir {

namespace {

constexpr std::string_view ucum = "http://unitsofmeasure.org";

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

/// Whether two units that are both known measure the same in the same size.
bool agree(const fhirpath::CanonicalUnit& a, const fhirpath::CanonicalUnit& b) {
    if (!a.same_kind(b) || a.offset != b.offset) return false;
    const auto left = fhirpath::multiply(a.numerator, b.denominator);
    const auto right = fhirpath::multiply(b.numerator, a.denominator);
    return !left || !right || *left == *right;
}

/// People write "C" for degrees and "m" for minutes: one letter, and words that UCUM does not have, are taken to mean the code.
bool contradicts(std::string_view unit, std::string_view code) {
    if (unit == code) return false;
    const auto meant = fhirpath::ucum_code_of(unit);
    if (!meant.empty()) unit = meant;
    if (unit.size() < 2 || !fhirpath::is_ucum_code(unit)) return false;
    const auto a = fhirpath::canonical_unit(unit);
    const auto b = fhirpath::canonical_unit(code);
    return a && b && !agree(*a, *b);
}

}  // namespace

void check_quantity(const Node& quantity, Findings& findings) {
    if (quantity.text("system") != ucum) return;
    const Node* code = quantity.child("code");
    if (!code || code->value.empty()) return;
    if (!fhirpath::is_ucum_code(code->value)) {
        const std::string right(fhirpath::ucum_code_of(code->value));
        return findings.add(*code, Severity::error, IssueType::code_invalid, "ucum-unknown",
                            {in_quotes(code->value) + " is no UCUM unit" + (right.empty() ? "" : "; write " + in_quotes(right)) +
                                 ". A unit of your own stands without system, or in braces as \"{tablet}\".",
                             in_quotes(code->value) + " er ingen UCUM-enhed" + (right.empty() ? "" : "; skriv " + in_quotes(right)) +
                                 ". En enhed af egen slags står uden system eller i tuborgklammer som \"{tablet}\"."});
    }
    const Node* unit = quantity.child("unit");
    if (!unit || unit->value.empty() || !contradicts(unit->value, code->value)) return;
    findings.add(*unit, Severity::warning, IssueType::invariant, "unit-contradicts-code",
                 {"The unit says " + in_quotes(unit->value) + " and its code " + in_quotes(code->value) +
                      ", which is something else: the value is read by its code. Make them agree.",
                  "Enheden siger " + in_quotes(unit->value) + " og dens kode " + in_quotes(code->value) +
                      ", som er noget andet: værdien læses efter koden. Ret dem, så de passer."});
}

}  // namespace stafet::fhir
