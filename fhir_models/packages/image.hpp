// The compiled definitions: one block of bytes, flat arrays of fixed-size rows behind a header, strings by offset.
//
// Position independent, so a file is mapped and used as it lies there, shared by all processes; nothing is parsed at start. Byte order
// and alignment are the machine's (little-endian, 8 bytes). Facts only: what codes and rules are called, no descriptions, except in the resources
// that are kept whole. A change of any row changes `format_version`, and a file of another version is refused: it is rebuilt from its
// packages.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace stafet::fhir::image {

inline constexpr std::array<char, 8> magic{'S', 't', 'a', 'f', 'e', 't', 'D', '\n'};
inline constexpr std::uint32_t format_version = 5;
inline constexpr std::uint16_t many = 0xFFFF;  ///< max of "*"

/// Bytes in the section of strings.
struct Text {
    std::uint32_t at = 0;
    std::uint32_t size = 0;
};

/// Rows of the section of Row, which the field's comment or type names.
template <class Row>
struct Rows {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

struct Dependency {
    Text name, version;
};

struct Package {
    Text name, version;
    Rows<Dependency> dependencies;
};

enum class DiscriminatorKind : std::uint8_t { value, exists, pattern, type, profile };

struct Discriminator {
    Text path;
    DiscriminatorKind kind;
    std::uint8_t unused[3];
};

struct Type {
    Text code;                  ///< "HumanName"; of ids and urls "string", "uri": FHIR's type, not FHIRPath's
    Rows<Text> profiles;        ///< canonicals
    Rows<Text> targets;         ///< canonicals of what a Reference may lead to
    std::uint32_t aggregation;  ///< bits: 1 contained, 2 referenced, 4 bundled
};

struct Constraint {
    Text key, expression;
    Text human;  ///< the rule in the author's words
    std::uint32_t is_error;
};

enum class ValueRule : std::uint8_t { none, fixed, pattern };
enum class Strength : std::uint8_t { none, example, preferred, extensible, required };
enum class Slicing : std::uint8_t { none, open, closed, open_at_end };

struct Element {
    Text name;           ///< last part of the path: "identifier", "value[x]"; of the root the type
    Text slice;          ///< slice name, "" for none
    Text value;          ///< JSON of the fixed or pattern value
    Text value_set;      ///< canonical
    Text max_value_set;  ///< canonical
    Text min_value, max_value;
    Rows<Type> types;
    Rows<Discriminator> discriminators;
    Rows<std::uint32_t> constraints;  ///< rows of Constraint
    std::uint32_t content;            ///< row, counted in the structure, whose children this element has (contentReference); 0: its own
    std::uint32_t max_length;         ///< 0: none
    std::uint32_t min_length;
    std::uint16_t min, max;
    std::uint8_t depth;  ///< 0 for the root; rows lie in document order
    ValueRule value_rule;
    Strength strength;
    Slicing slicing;
    std::uint8_t ordered;        ///< slices keep their order
    std::uint8_t base_required;  ///< the base definition requires it too
    std::uint8_t base_single;    ///< the base definition lets it occur once only
    std::uint8_t modifier;
    std::uint8_t needs_value;  ///< an extension in place of the value is not enough (R5's mustHaveValue)
    std::uint8_t unused[3];
};

/// How an extension's definition says where it may stand; `invariant` must hold there as well, `other_version` says for which versions of
/// FHIR the extension is, when R4 is none of them.
enum class ContextKind : std::uint8_t { element, extension, fhirpath, invariant, other_version };

struct Context {
    Text expression;  ///< "Patient.name", a canonical, FHIRPath
    ContextKind kind;
    std::uint8_t unused[3];
};

enum class Kind : std::uint8_t { primitive, datatype, resource, logical };

struct Structure {
    Text url, version, name;
    Text type;  ///< "Patient"
    Text base;  ///< canonical
    Rows<Element> elements;
    Rows<Context> contexts;  ///< of an extension
    std::uint16_t package;
    Kind kind;
    std::uint8_t constrains;  ///< a profile, not the definition of a type
    std::uint8_t abstract;
    std::uint8_t global;  ///< an implementation guide of its package asks it of every resource of its type
    std::uint8_t unused[2];
};

struct Filter {
    Text property, op, value;
};

struct Include {
    Text system, version;
    Rows<Text> codes;
    Rows<Filter> filters;
    Rows<Text> value_sets;  ///< canonicals, all of which must hold
};

struct ValueSet {
    Text url, version;
    Rows<Include> includes, excludes;
    std::uint16_t package;
    std::uint8_t expanded;  ///< the includes are a published expansion
    std::uint8_t unused;
};

enum class Content : std::uint8_t { not_present, example, fragment, complete, supplement };

struct Concept {
    Text code;
    Text display;
    std::uint32_t parent;  ///< row + 1, counted in the code system; 0 for none
    std::uint32_t next;    ///< row after the last descendant, counted in the code system
};

/// Another display of a concept.
struct Designation {
    std::uint32_t entry;  ///< row of the concept, counted in the code system
    Text language, value;
};

struct CodeSystem {
    Text url, version;
    Text language;                   ///< of the displays; "" when it is not said
    Rows<Concept> concepts;          ///< in document order: descendants follow their ancestor
    Rows<Designation> designations;  ///< in the order of their concepts
    std::uint16_t package;
    Content content;
    std::uint8_t case_sensitive;
};

/// A resource that is used as it is written: Questionnaire, Measure, Library.
struct Resource {
    Text type, url, version;
    Text json;  ///< compact, without its narrative
    std::uint16_t package;
    std::uint8_t unused[2];
};

/// Order of the sections; strings come last.
enum Section : std::uint32_t {
    packages,
    dependencies,
    structures,
    elements,
    types,
    constraints,
    constraint_rows,
    discriminators,
    contexts,
    texts,
    value_sets,
    includes,
    filters,
    code_systems,
    concepts,
    designations,
    resources,
    strings,
    section_count
};

template <class Row>
inline constexpr Section section_of = section_count;
template <>
inline constexpr Section section_of<Package> = packages;
template <>
inline constexpr Section section_of<Dependency> = dependencies;
template <>
inline constexpr Section section_of<Structure> = structures;
template <>
inline constexpr Section section_of<Element> = elements;
template <>
inline constexpr Section section_of<Type> = types;
template <>
inline constexpr Section section_of<Constraint> = constraints;
template <>
inline constexpr Section section_of<std::uint32_t> = constraint_rows;
template <>
inline constexpr Section section_of<Discriminator> = discriminators;
template <>
inline constexpr Section section_of<Context> = contexts;
template <>
inline constexpr Section section_of<Text> = texts;
template <>
inline constexpr Section section_of<ValueSet> = value_sets;
template <>
inline constexpr Section section_of<Include> = includes;
template <>
inline constexpr Section section_of<Filter> = filters;
template <>
inline constexpr Section section_of<CodeSystem> = code_systems;
template <>
inline constexpr Section section_of<Concept> = concepts;
template <>
inline constexpr Section section_of<Designation> = designations;
template <>
inline constexpr Section section_of<Resource> = resources;

struct Extent {
    std::uint64_t at = 0;    ///< byte offset in the file, a multiple of 8
    std::uint64_t rows = 0;  ///< of the strings: bytes
};

struct Header {
    std::array<char, 8> magic;
    std::uint32_t version;
    std::uint32_t checksum;  ///< CRC-32 of everything after the header
    std::uint64_t size;      ///< of the whole file
    std::array<Extent, section_count> sections;
};

}  // namespace stafet::fhir::image
