// A map, compiled: flat lists of operations over paths, converters and resources, ready to run in either direction.
//
// Immutable and shared by all threads. Made by compile_map (map_compiler.hpp).
#pragma once

#include "adapters/mapping/converter.hpp"
#include "adapters/mapping/map_path.hpp"
#include "fhir_models/fhirpath/expression.hpp"
#include "gateway/ports/envelope.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stafet::mapping {

/// A value that the translation request gives instead of the source.
enum class RequestValue : std::uint8_t {
    none,
    message_id,
    envelope_id,
    now,     ///< FHIR dateTime
    today,   ///< Danish date
    time,    ///< Danish hh:mm
    thread,  ///< "urn:uuid:..." of a new thread, the same for the same message id
    origin,  ///< "[GLN]#[letter id]" of the source, as MedCom names earlier messages
    sender_sor,
    sender_gln,
    sender_name,
    sender_endpoint,
    sender_identifier,  ///< the identifier that a letter prefers, and its kind
    sender_identifier_code,
    receiver_sor,
    receiver_gln,
    receiver_name,
    receiver_endpoint,
    receiver_identifier,
    receiver_identifier_code,
};

/// What `when` says. All terms must hold; only terms about the source side are asked.
struct Condition {
    struct Term {
        bool on_letter = false;
        LetterPath letter;
        FhirPath fhir;
        std::vector<std::string> values;  ///< empty: the place exists
        std::optional<fhir::fhirpath::Expression> expression;  ///< instead, asked of the resource or item of fhir.slot
        bool negated = false;
    };
    std::vector<Term> terms;
};

/// A resource of the message Bundle, known in the map by a local name.
struct ResourceSlot {
    std::size_t slot = 0;
    std::string type;
    std::vector<Filter> filters;
    bool always = false;            ///< made even when no row writes into it
    bool addressee = false;         ///< the organisation that the translation is made for, whoever the source addresses
    std::optional<FhirPath> from;   ///< found by following, and made with, the reference here
    std::optional<FhirPath> whose;  ///< the reverse: found by its own reference ...
    std::size_t whose_target = 0;   ///< ... to the resource of this slot
};

struct Operation;

/// The operations of a map, or of one `each`.
struct Scope {
    std::vector<ResourceSlot> resources;
    std::vector<Operation> operations;
};

/// `each`: one letter element per list item or resource.
struct Repetition {
    std::size_t max = static_cast<std::size_t>(-1);  ///< of the letter element
    bool rest_together = false;                      ///< what exceeds `max` goes into the last element
    bool over_resources = false;                     ///< else over the items of Operation::fhir
    std::size_t slot = 0;
    Scope scope;
};

struct Operation {
    enum class Kind : std::uint8_t { row, set_fhir, set_letter, link, each };
    Kind kind = Kind::row;
    bool to_fhir = true;
    bool to_letter = true;
    bool only_if_absent = false;  ///< `default`, or a row marked `else`
    LetterPath letter;
    FhirPath fhir;
    const Converter* converter = nullptr;
    Arguments arguments;
    std::string value;  ///< of set and default
    RequestValue request_value = RequestValue::none;
    std::size_t linked_slot = 0;
    Condition condition;
    std::shared_ptr<const Repetition> repetition;
};

/// Leaves that no row reads, and what the loss report says of them.
struct LeafRule {
    bool implied = false;       ///< `ignore`: the target says the same by its nature; counts as carried
    std::string resource_type;  ///< "" for a letter path, "Any" for every resource
    std::vector<std::string> path;
    std::string reason;
};

struct MapProgram {
    std::string name;
    Format letter;
    Format message;
    std::string kind;
    std::string body;  ///< "DischargeLetter"
    std::string xmlns;
    bool to_fhir = true;  ///< directions that this map has
    bool to_letter = true;
    std::size_t slots = 1;  ///< slot 0 is the Bundle
    Scope scope;
    std::vector<LeafRule> leaf_rules;
    std::vector<std::shared_ptr<const CodeTable>> tables;
};

}  // namespace stafet::mapping
