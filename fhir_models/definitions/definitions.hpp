// What FHIR R4 (4.0.1) says about its types: which elements, in which order, how often, of which type.
//
// Constant data in the program, no start-up cost, thread-safe. Base definitions only: profiles are not here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace stafet::fhir::definitions {

enum class Primitive : std::uint8_t {
    none,
    boolean,
    integer,
    unsigned_int,
    positive_int,
    decimal,
    string,
    markdown,
    code,
    id,
    uri,
    url,
    canonical,
    oid,
    uuid,
    date,
    date_time,
    time,
    instant,
    base64_binary,
    xhtml
};

enum class TypeKind : std::uint8_t { primitive, datatype, backbone, resource, abstract_resource };

inline constexpr std::uint8_t unbounded = 255;

class Element;

/// A type: "Patient", "HumanName", "code", or the inline "Patient.contact" (also where a contentReference leads).
class Type {
   public:
    std::string_view name() const;
    TypeKind kind() const { return static_cast<TypeKind>(kind_); }
    bool is_resource() const { return kind() >= TypeKind::resource; }
    bool is_primitive() const { return kind() == TypeKind::primitive; }
    /// Which primitive; none for all other types.
    Primitive primitive() const { return static_cast<Primitive>(primitive_); }
    /// In the order of the specification, which XML must keep; a choice (value[x]) is one entry per type.
    std::span<const Element> elements() const;
    /// By its name in a message ("valueQuantity"). Looks from `near` onwards first: cheap when elements come in order.
    const Element* find(std::string_view element, const Element* near = nullptr) const;

    std::uint16_t name_at_;
    std::uint8_t name_size_;
    std::uint8_t kind_;
    std::uint8_t primitive_;
    std::uint16_t first_;
    std::uint16_t count_;
};

class Element {
   public:
    std::string_view name() const;
    /// "value" for valueQuantity; "" when the element is no choice.
    std::string_view choice() const { return name().substr(0, choice_size_); }
    const Type& type() const;
    std::uint8_t min() const { return min_; }
    std::uint8_t max() const { return max_; }  ///< `unbounded` for *
    bool is_list() const { return max_ > 1; }
    bool is_xml_attribute() const { return flags_ & 1; }
    bool is_modifier() const { return flags_ & 2; }
    bool is_summary() const { return flags_ & 4; }

    std::uint16_t name_at_;
    std::uint8_t name_size_;
    std::uint8_t choice_size_;
    std::uint16_t type_;
    std::uint8_t min_;
    std::uint8_t max_;
    std::uint8_t flags_;
};

/// nullptr when R4 has no such type.
const Type* find_type(std::string_view name);
/// The resource type of that name; nullptr for datatypes and unknown names.
const Type* find_resource(std::string_view name);
std::span<const Type> all_types();

}  // namespace stafet::fhir::definitions
