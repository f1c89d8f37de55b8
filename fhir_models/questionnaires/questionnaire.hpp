// A Questionnaire, read once: its questions in document order, found by linkId.
//
// Points into the resource and owns nothing of it. Immutable, shared freely between threads. Does not say whether the questionnaire is
// right (questionnaire_rules.hpp does): of what is wrong it keeps what it can use.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace stafet::fhir {

/// Questionnaire.item.type; `question` is a group that is asked.
enum class QuestionType : std::uint8_t {
    missing,  ///< none, or none that R4 has
    group,
    display,
    boolean,
    decimal,
    integer,
    date,
    date_time,
    time,
    string,
    text,
    url,
    choice,
    open_choice,
    attachment,
    reference,
    quantity,
};

/// One item of the Questionnaire, whatever its type.
struct Question {
    const Node* node = nullptr;
    std::string_view link_id, text;
    QuestionType type = QuestionType::missing;
    bool required = false;
    bool repeats = false;
    bool conditional = false;      ///< has enableWhen, or an expression in its place
    std::uint32_t row = 0;         ///< in document order
    std::uint32_t end = 0;         ///< row after the last question below
    const Question* up = nullptr;  ///< the question that holds it; nullptr at the top

    bool is_choice() const { return type == QuestionType::choice || type == QuestionType::open_choice; }
    bool holds(const Question& other) const { return row <= other.row && other.row < end; }
};

class Questionnaire {
   public:
    /// `root` must outlive it.
    explicit Questionnaire(const Node& root);
    Questionnaire(Questionnaire&&) = default;
    Questionnaire(const Questionnaire&) = delete;

    const Node& root() const { return *root_; }
    std::span<const Question> questions() const { return questions_; }
    /// Directly below `up`, or at the top for nullptr: `for (q = first(up); q; q = next(*q))`.
    const Question* first(const Question* up) const;
    const Question* next(const Question& question) const;
    /// The first with this linkId; nullptr when there is none.
    const Question* find(std::string_view link_id) const;
    /// The same, directly below `up`.
    const Question* find(std::string_view link_id, const Question* up) const;
    /// The innermost that holds both, which may be one of them; nullptr when only the questionnaire does.
    static const Question* common(const Question& a, const Question& b);
    /// Whether any question depends on conditions.
    bool has_conditions() const { return has_conditions_; }

   private:
    void add(const Node& item, std::size_t up);

    const Node* root_;
    std::vector<Question> questions_;
    /// A linkId directly below a question, by its row + 1; 0 is the top.
    struct Place {
        std::uint32_t up;
        std::string_view link_id;
        bool operator==(const Place&) const = default;
    };
    struct PlaceHash {
        std::size_t operator()(const Place& p) const { return std::hash<std::string_view>{}(p.link_id) * 31 + p.up; }
    };
    static std::uint32_t place_of(const Question* up) { return up ? up->row + 1 : 0; }

    std::unordered_map<std::string_view, std::uint32_t> by_link_id_;
    std::unordered_map<Place, std::uint32_t, PlaceHash> by_place_;
    bool has_conditions_ = false;
};

/// The extension (SDC) that stands in the place of enableWhen: an expression over the response.
inline constexpr std::string_view enable_when_expression =
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression";

/// The value[x] of an element's first extension with this url; nullptr when it has none.
const Node* extension_value(const Node& owner, std::string_view url);
/// The value[x] of an answer, an answerOption or an extension; nullptr when it has none.
const Node* value_of(const Node& owner);
/// "string", "Coding" of a value[x].
std::string type_of_value(const Node& value);
/// For a sentence: its text, shortened, and its linkId.
std::string name_of(const Question& question);

}  // namespace stafet::fhir
