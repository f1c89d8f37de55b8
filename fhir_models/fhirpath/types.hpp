// The types of FHIRPath expressions over FHIR R4: which names there are, and which type is a kind of which.
#pragma once

#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/tree/tree.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace stafet::fhir::fhirpath {

enum class ValueType : std::uint8_t { element, boolean, integer, decimal, string, date, date_time, time, quantity, type_info };

/// What stands behind `is`, `as` and `ofType`: a type of FHIR or one of FHIRPath's own (System.String).
struct TypeName {
    const definitions::Type* fhir = nullptr;  ///< nullptr when it is none of FHIR
    std::optional<ValueType> system;          ///< of System
};

/// "Patient", "FHIR.Patient", "System.String", "String"; nullopt when there is no such type. A plain name means both; nothing is of a
/// System type that does not exist.
std::optional<TypeName> find_type_name(std::string_view name);

/// "Integer", "DateTime", ...
std::string_view name_of(ValueType type);

/// The type of `child` inside an element of type `parent`: a resource is its own, an element what the definition says; nullptr if unknown.
const definitions::Type* type_of(const Node& child, const definitions::Type* parent);
/// The type of any node, from the definition of the resource that holds it.
const definitions::Type* type_of(const Node& node);

/// True for the same type and for what is derived from it: Age is a Quantity, code a string, Patient a DomainResource.
bool is_kind_of(const definitions::Type& type, const definitions::Type& base);
/// FHIR's Quantity and what is derived from it.
bool is_quantity(const definitions::Type* type);

}  // namespace stafet::fhir::fhirpath
