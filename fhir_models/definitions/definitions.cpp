#include "fhir_models/definitions/definitions.hpp"

#include "fhir_models/definitions/r4_tables.hpp"

#include <array>

namespace stafet::fhir::definitions {

std::string_view Type::name() const { return {r4_names + name_at_, name_size_}; }

std::span<const Element> Type::elements() const { return {r4_elements + first_, count_}; }

const Element* Type::find(std::string_view element, const Element* near) const {
    const Element* begin = r4_elements + first_;
    const Element* end = begin + count_;
    if (element.empty()) return nullptr;
    if (!near || near < begin || near >= end) near = begin;
    const auto is_it = [&](const Element& e) {
        return e.name_size_ == element.size() && r4_names[e.name_at_] == element.front() && e.name() == element;
    };
    for (const Element* e = near; e != end; ++e)
        if (is_it(*e)) return e;
    for (const Element* e = begin; e != near; ++e)
        if (is_it(*e)) return e;
    return nullptr;
}

std::string_view Element::name() const { return {r4_names + name_at_, name_size_}; }

const Type& Element::type() const { return r4_types[type_]; }

std::span<const Type> all_types() { return {r4_types, r4_type_count}; }

namespace {

/// All types by a hash of their names; a free place ends a search.
class TypesByName {
   public:
    TypesByName() {
        for (const Type& type : all_types()) types_[place(type.name())] = &type;
    }
    const Type* find(std::string_view name) const { return types_[place(name)]; }

   private:
    std::size_t place(std::string_view name) const {
        std::size_t at = name.size();
        for (const char c : name) at = at * 31 + static_cast<unsigned char>(c);
        for (at %= types_.size(); types_[at] && types_[at]->name() != name;) at = (at + 1) % types_.size();
        return at;
    }

    std::array<const Type*, 2048> types_{};  // R4 has 682
};

}  // namespace

const Type* find_type(std::string_view name) {
    static const TypesByName types;
    return types.find(name);
}

const Type* find_resource(std::string_view name) {
    const Type* type = find_type(name);
    return type && type->is_resource() ? type : nullptr;
}

}  // namespace stafet::fhir::definitions
