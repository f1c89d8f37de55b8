#include "fhir_models/fhirpath/expression_cache.hpp"

#include <mutex>

namespace stafet::fhir::fhirpath {

CompileOutcome ExpressionCache::get(std::string_view source) {
    {
        const std::shared_lock lock(mutex_);
        const auto known = compiled_.find(source);
        if (known != compiled_.end()) return known->second;
    }
    auto made = Expression::compile(source);
    const std::unique_lock lock(mutex_);
    if (compiled_.size() >= capacity_) compiled_.clear();
    return compiled_.emplace(std::string(source), std::move(made)).first->second;
}

std::size_t ExpressionCache::size() const {
    const std::shared_lock lock(mutex_);
    return compiled_.size();
}

}  // namespace stafet::fhir::fhirpath
