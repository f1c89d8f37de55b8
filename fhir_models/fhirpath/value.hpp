// One item of a FHIRPath collection: an element of a message, or a value that an expression made. Small, copied freely.
//
// Owns nothing: what it points to lives in the tree, in the expression, or in the memory of the evaluation that made it.
#pragma once

#include "fhir_models/fhirpath/quantity.hpp"
#include "fhir_models/fhirpath/types.hpp"

#include <string>
#include <string_view>

namespace stafet::fhir::fhirpath {

class Value {
   public:
    /// A node with the type that the definitions give it; nullptr when they do not know it.
    struct Element {
        const Node* node;
        const definitions::Type* type;
    };
    /// What type() tells of an item.
    struct TypeInfo {
        std::string_view name_space;  ///< "System" or "FHIR"
        std::string_view name;
    };

    Value() : type_(ValueType::boolean), boolean_(false) {}
    Value(const Node& node, const definitions::Type* type) : type_(ValueType::element), element_{&node, type} {}
    static Value of(bool value) { return Value(value); }
    static Value of(std::int64_t value) {
        Value v;
        v.type_ = ValueType::integer;
        v.integer_ = value;
        return v;
    }
    static Value of(std::string_view text) {
        Value v;
        v.type_ = ValueType::string;
        v.text_ = text;
        return v;
    }
    static Value of(const Decimal* value) { return pointing(ValueType::decimal, value); }
    static Value of(const Quantity* value) { return pointing(ValueType::quantity, value); }
    static Value of(const Moment* value) {
        constexpr ValueType types[] = {ValueType::date, ValueType::date_time, ValueType::time};
        return pointing(types[static_cast<int>(value->kind)], value);
    }
    static Value of(const TypeInfo* info) { return pointing(ValueType::type_info, info); }

    ValueType type() const { return type_; }
    bool is_element() const { return type_ == ValueType::element; }
    bool is_moment() const { return type_ >= ValueType::date && type_ <= ValueType::time; }
    bool is_number() const { return type_ == ValueType::integer || type_ == ValueType::decimal; }
    const Node& node() const { return *element_.node; }
    const definitions::Type* definition() const { return element_.type; }
    bool boolean() const { return boolean_; }
    std::int64_t integer() const { return integer_; }
    std::string_view text() const { return text_; }
    const Decimal& decimal() const { return *static_cast<const Decimal*>(pointer_); }
    const Moment& moment() const { return *static_cast<const Moment*>(pointer_); }
    const Quantity& quantity() const { return *static_cast<const Quantity*>(pointer_); }
    const TypeInfo& type_info() const { return *static_cast<const TypeInfo*>(pointer_); }
    /// Of an integer or a decimal.
    Decimal number() const { return type_ == ValueType::integer ? Decimal(integer_) : decimal(); }

   private:
    explicit Value(bool value) : type_(ValueType::boolean), boolean_(value) {}
    static Value pointing(ValueType type, const void* to) {
        Value v;
        v.type_ = type;
        v.pointer_ = to;
        return v;
    }

    ValueType type_;
    union {
        bool boolean_;
        std::int64_t integer_;
        std::string_view text_;
        const void* pointer_;
        Element element_;
    };
};

/// As toString() writes it; of an element with children its value, or "".
std::string to_text(const Value& value);
/// "FHIR.dateTime", "System.String"; "element" when the definitions do not know the type.
std::string type_text(const Value& value);

}  // namespace stafet::fhir::fhirpath
