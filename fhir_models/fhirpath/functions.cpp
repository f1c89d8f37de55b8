#include "fhir_models/fhirpath/functions.hpp"

#include "fhir_models/validation/nearest.hpp"

#include <algorithm>
#include <vector>

namespace stafet::fhir::fhirpath {

namespace {

std::vector<Function> collect() {
    std::vector<Function> all;
    for (const auto group : {collection_functions(), iterating_functions(), conversion_functions(), string_functions(),
                             encoding_functions(), math_functions(), boundary_functions(), fhir_functions()})
        all.insert(all.end(), group.begin(), group.end());
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return all;
}

const std::vector<Function>& all_functions() {
    static const std::vector<Function> all = collect();
    return all;
}

}  // namespace

const Function* find_function(std::string_view name) {
    const auto& all = all_functions();
    const auto at = std::lower_bound(all.begin(), all.end(), name, [](const Function& f, std::string_view n) { return f.name < n; });
    return at != all.end() && at->name == name ? &*at : nullptr;
}

std::string_view nearest_function(std::string_view name) {
    return nearest(name, all_functions(), [](const Function& f) { return f.name; });
}

}  // namespace stafet::fhir::fhirpath
