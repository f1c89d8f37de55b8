#include "fhir_models/fhirpath/errata.hpp"

namespace stafet::fhir::fhirpath {

namespace {

struct Erratum {
    std::string_view published, corrected;
};

constexpr Erratum errata[] = {
    // ref-1: gives nothing, and so fails, for a reference that has an identifier only; '#' is the container itself.
    {"reference.startsWith('#').not() or (reference.substring(1).trace('url') in %rootResource.contained.id.trace('ids'))",
     "reference.exists() implies (reference.startsWith('#').not() or reference = '#' or (reference.substring(1) in "
     "%rootResource.contained.id))"},
    // per-1: a start inside an end that is less precise ("2026-01-05" to "2026") cannot be compared with <=.
    {"start.hasValue().not() or end.hasValue().not() or (start <= end)",
     "start.hasValue().not() or end.hasValue().not() or (start.lowBoundary() <= end.highBoundary())"},
    // ras-2: gives nothing when there is no probability.
    {"probability is decimal implies (probability as decimal) <= 100",
     "probability.empty() or ((probability is decimal) implies ((probability as decimal) <= 100))"},
    // que-7: the answer is FHIR's boolean, not System's.
    {"operator = 'exists' implies (answer is Boolean)", "operator = 'exists' implies (answer is boolean)"},
    // que-12: its text says "more than one".
    {"enableWhen.count() > 2 implies enableBehavior.exists()", "enableWhen.count() >= 2 implies enableBehavior.exists()"},
    // bdl-8: gives nothing, and so fails, for an entry without a fullUrl.
    {"fullUrl.contains('/_history/').not()", "fullUrl.exists() implies fullUrl.contains('/_history/').not()"},
    // vsd-0 and its like: gives nothing when there is no name; and the whole name is meant.
    {"name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", "name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')"},
};

}  // namespace

std::string_view corrected_invariant(std::string_view expression) {
    for (const auto& erratum : errata)
        if (erratum.published == expression) return erratum.corrected;
    return expression;
}

}  // namespace stafet::fhir::fhirpath
