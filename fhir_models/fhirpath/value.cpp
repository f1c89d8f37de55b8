#include "fhir_models/fhirpath/value.hpp"

namespace stafet::fhir::fhirpath {

std::string to_text(const Value& value) {
    switch (value.type()) {
        case ValueType::element: return std::string(value.node().value);
        case ValueType::boolean: return value.boolean() ? "true" : "false";
        case ValueType::integer: return std::to_string(value.integer());
        case ValueType::decimal: return value.decimal().to_string();
        case ValueType::string: return std::string(value.text());
        case ValueType::date:
        case ValueType::date_time:
        case ValueType::time: return value.moment().to_string();
        case ValueType::quantity: return value.quantity().to_string();
        case ValueType::type_info: return std::string(value.type_info().name_space) + '.' + std::string(value.type_info().name);
    }
    return {};
}

std::string type_text(const Value& value) {
    if (!value.is_element()) return "System." + std::string(name_of(value.type()));
    return value.definition() ? "FHIR." + std::string(value.definition()->name()) : "element";
}

}  // namespace stafet::fhir::fhirpath
