#include "fhir_models/definitions/definitions.hpp"

#include "fhir_models/definitions/r4_tables.hpp"

#include <algorithm>

namespace stafet::fhir::definitions {

std::string_view Type::name() const { return {r4_names + name_at_, name_size_}; }

std::span<const Element> Type::elements() const { return {r4_elements + first_, count_}; }

const Element* Type::find(std::string_view element, const Element* near) const {
    const Element* begin = r4_elements + first_;
    const Element* end = begin + count_;
    if (!near || near < begin || near >= end) near = begin;
    for (const Element* e = near; e != end; ++e)
        if (e->name() == element) return e;
    for (const Element* e = begin; e != near; ++e)
        if (e->name() == element) return e;
    return nullptr;
}

std::string_view Element::name() const { return {r4_names + name_at_, name_size_}; }

const Type& Element::type() const { return r4_types[type_]; }

std::span<const Type> all_types() { return {r4_types, r4_type_count}; }

const Type* find_type(std::string_view name) {
    const auto types = all_types();
    const auto at =
        std::lower_bound(types.begin(), types.end(), name, [](const Type& type, std::string_view n) { return type.name() < n; });
    return at != types.end() && at->name() == name ? &*at : nullptr;
}

const Type* find_resource(std::string_view name) {
    const Type* type = find_type(name);
    return type && type->is_resource() ? type : nullptr;
}

}  // namespace stafet::fhir::definitions
