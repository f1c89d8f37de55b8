#include "fhir_models/fhirpath/types.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace stafet::fhir::fhirpath {

namespace {

using definitions::Type;
using definitions::TypeKind;

struct SystemType {
    std::string_view name;
    ValueType type;
};

constexpr SystemType system_types[] = {
    {"Boolean", ValueType::boolean}, {"Integer", ValueType::integer},   {"Decimal", ValueType::decimal},
    {"String", ValueType::string},   {"Date", ValueType::date},         {"DateTime", ValueType::date_time},
    {"Time", ValueType::time},       {"Quantity", ValueType::quantity}, {"TypeInfo", ValueType::type_info}};

/// What R4 derives from what, where the kind of the type does not say it.
struct Derived {
    std::string_view type, base;
};
constexpr Derived derived[] = {{"code", "string"},
                               {"id", "string"},
                               {"markdown", "string"},
                               {"url", "uri"},
                               {"canonical", "uri"},
                               {"oid", "uri"},
                               {"uuid", "uri"},
                               {"unsignedInt", "integer"},
                               {"positiveInt", "integer"},
                               {"Age", "Quantity"},
                               {"Count", "Quantity"},
                               {"Distance", "Quantity"},
                               {"Duration", "Quantity"},
                               {"MoneyQuantity", "Quantity"},
                               {"SimpleQuantity", "Quantity"},
                               {"Bundle", "Resource"},
                               {"Binary", "Resource"},
                               {"Parameters", "Resource"},
                               {"DomainResource", "Resource"},
                               {"BackboneElement", "Element"},
                               {"Timing", "BackboneElement"},
                               {"Dosage", "BackboneElement"},
                               {"ElementDefinition", "BackboneElement"},
                               {"MarketingStatus", "BackboneElement"},
                               {"Population", "BackboneElement"},
                               {"ProdCharacteristic", "BackboneElement"},
                               {"ProductShelfLife", "BackboneElement"},
                               {"SubstanceAmount", "BackboneElement"}};

std::string_view base_of(std::string_view name, TypeKind kind) {
    for (const auto& d : derived)
        if (d.type == name) return d.base;
    switch (kind) {
        case TypeKind::resource: return "DomainResource";
        case TypeKind::backbone: return name.find('.') == std::string_view::npos ? "Element" : "BackboneElement";
        case TypeKind::primitive:
        case TypeKind::datatype: return name == "Element" ? "" : "Element";
        case TypeKind::abstract_resource: return "";
    }
    return "";
}

/// Of every type the one that it is derived from; nullptr for the outermost.
const std::vector<const Type*>& bases() {
    static const auto all = [] {
        std::vector<const Type*> list;
        for (const Type& type : definitions::all_types()) list.push_back(definitions::find_type(base_of(type.name(), type.kind())));
        return list;
    }();
    return all;
}

/// By hash: every step into an entry asks for the type of its resource.
class ResourceTypes {
   public:
    ResourceTypes() {
        for (const Type& type : definitions::all_types())
            if (type.is_resource()) table_[place(type.name())] = &type;
    }
    const Type* find(std::string_view name) const { return name.empty() ? nullptr : table_[place(name)]; }

   private:
    /// Where the type is, or would be. R4's 148 resources lie apart by their length and three of their letters.
    std::size_t place(std::string_view name) const {
        const auto letter = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(name[i])); };
        std::size_t at = name.size() * 7 + letter(0) * 31 + letter(name.size() / 2) * 131 + letter(name.size() - 1) * 17;
        for (at %= table_.size(); table_[at] && table_[at]->name() != name;) at = (at + 1) % table_.size();
        return at;
    }
    std::array<const Type*, 512> table_{};
};

const Type* resource_named(std::string_view name) {
    static const ResourceTypes types;
    return types.find(name);
}

}  // namespace

std::optional<TypeName> find_type_name(std::string_view name) {
    const bool system_only = name.starts_with("System."), fhir_only = name.starts_with("FHIR.");
    if (system_only || fhir_only) name.remove_prefix(name.find('.') + 1);
    TypeName found;
    if (!system_only) found.fhir = definitions::find_type(name);
    if (!fhir_only) {
        const auto at = std::find_if(std::begin(system_types), std::end(system_types), [&](const auto& s) { return s.name == name; });
        if (at != std::end(system_types)) found.system = at->type;
    }
    if (!found.fhir && !found.system && !system_only) return std::nullopt;
    return found;
}

std::string_view name_of(ValueType type) {
    for (const auto& s : system_types)
        if (s.type == type) return s.name;
    return "element";
}

const Type* type_of(const Node& child, const Type* parent) {
    if (!child.resource_type.empty()) return resource_named(child.resource_type);
    if (!parent) return nullptr;
    const auto* element = parent->find(child.name);
    return element ? &element->type() : nullptr;
}

const Type* type_of(const Node& node) {
    std::array<const Node*, 128> way;  // filled as far as `depth`
    std::size_t depth = 0;
    for (const Node* n = &node; n && depth < way.size(); n = n->parent) {
        way[depth++] = n;
        if (!n->resource_type.empty()) break;
    }
    const Type* type = nullptr;
    while (depth > 0) type = type_of(*way[--depth], type);
    return type;
}

bool is_kind_of(const Type& type, const Type& base) {
    const Type* const first = definitions::all_types().data();
    for (const Type* t = &type; t; t = bases()[static_cast<std::size_t>(t - first)])
        if (t == &base) return true;
    return false;
}

bool is_quantity(const Type* type) {
    static const Type* const quantity = definitions::find_type("Quantity");
    return type && (type == quantity || (type->kind() == TypeKind::datatype && is_kind_of(*type, *quantity)));
}

}  // namespace stafet::fhir::fhirpath
