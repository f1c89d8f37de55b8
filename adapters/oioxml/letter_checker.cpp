#include "adapters/oioxml/letter_checker.hpp"

#include "adapters/oioxml/letter_envelope.hpp"
#include "adapters/oioxml/letter_findings.hpp"
#include "base/danish_identifiers.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace stafet::oioxml {

namespace {

using fhir::Node;
using Kind = ElementType::Kind;

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

/// True when `text` looks like `form`, in which '9' stands for a digit and 'h' for a hexadecimal one.
bool has_form(std::string_view text, std::string_view form) {
    return std::equal(text.begin(), text.end(), form.begin(), form.end(), [](char c, char f) {
        return f == '9' ? is_digit(c) : f == 'h' ? is_hex(c) : c == f;
    });
}

int two_digits(std::string_view text, std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); }

bool is_date(std::string_view text) {
    if (!has_form(text, "9999-99-99")) return false;
    const std::chrono::year_month_day day{std::chrono::year{two_digits(text, 0) * 100 + two_digits(text, 2)},
                                          std::chrono::month{static_cast<unsigned>(two_digits(text, 5))},
                                          std::chrono::day{static_cast<unsigned>(two_digits(text, 8))}};
    return day.ok();
}

bool is_time(std::string_view text, std::string_view form) {
    return has_form(text, form) && two_digits(text, 0) < 24 && two_digits(text, 3) < 60 && (form.size() == 5 || two_digits(text, 6) < 60);
}

bool is_positive(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit) && text.find_first_not_of('0') != std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t from = text.find_first_not_of(" \t\r\n");
    return from == std::string_view::npos ? std::string_view{} : text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

class Checker {
   public:
    Checker(const fhir::Tree& letter, const LetterSchema& schema) : findings_(letter), root_(letter.root()), schema_(schema) {}

    Issues check() {
        const Node* envelope = root_.child("Envelope");
        const Node* body = root_.child(schema_.body);
        if (!envelope) findings_.missing(root_, "Envelope");
        if (envelope && envelope != root_.first) findings_.out_of_order(*envelope, *root_.first);
        for (const Node* child = root_.first; child; child = child->next) {
            if (child == envelope)
                structure(*child, *schema_.envelope);
            else if (child == body)
                structure(*child, *schema_.content);
            else if (child->name == schema_.body)
                findings_.several_letters(*child);
            else if (child->name != "Local_Elements")
                findings_.unknown(*child);
        }
        return findings_.take();
    }

   private:
    /// How often each particle of a structure occurred.
    using Counts = std::vector<std::uint32_t>;

    void structure(const Node& node, const Structure& structure) {
        if (node.has_value() && !trimmed(node.value).empty()) findings_.text_not_allowed(node);
        Counts counts(structure.particles.size());
        std::size_t last = 0;
        const Node* last_node = nullptr;
        for (const Node* child = node.first; child; child = child->next) {
            if (child->name == "#text") {
                findings_.text_not_allowed(*child);
                continue;
            }
            const std::size_t at = position_of_name(structure, child->name, last);
            if (!child->xmlns.empty()) findings_.wrong_namespace(*child, schema_.xmlns);
            if (at == structure.particles.size()) {
                findings_.unknown(*child);
                continue;
            }
            if (at < last) findings_.out_of_order(*child, *last_node);
            if (at >= last) {
                last = at;
                last_node = child;
            }
            const Particle& particle = structure.particles[at];
            if (++counts[at] == particle.max + 1) findings_.too_many(*child, particle.max);
            value(*child, particle.type);
        }
        check_presence(node, structure, counts);
    }

    /// Looks from `from` on first: in a right letter the next element is never far.
    static std::size_t position_of_name(const Structure& structure, std::string_view name, std::size_t from) {
        const auto& particles = structure.particles;
        for (std::size_t i = from; i < particles.size(); ++i)
            if (particles[i].name == name) return i;
        for (std::size_t i = 0; i < from; ++i)
            if (particles[i].name == name) return i;
        return particles.size();
    }

    void check_presence(const Node& node, const Structure& structure, const Counts& counts) {
        const auto& particles = structure.particles;
        for (std::size_t i = 0; i < particles.size();) {
            if (particles[i].choice != 0) {
                i = check_choice(node, structure, counts, i);
                continue;
            }
            if (counts[i] < particles[i].min) findings_.missing(node, particles[i].name);
            ++i;
        }
    }

    /// Exactly one alternative, whole. Returns the index after the choice.
    std::size_t check_choice(const Node& node, const Structure& structure, const Counts& counts, std::size_t from) {
        const auto& particles = structure.particles;
        std::uint16_t chosen = 0;
        std::string names;
        std::size_t end = from;
        for (; end < particles.size() && particles[end].choice == particles[from].choice; ++end) {
            if (end == from || particles[end].alternative != particles[end - 1].alternative)
                names += (names.empty() ? "" : ", ") + particles[end].name;
            if (counts[end] == 0) continue;
            if (chosen != 0 && chosen != particles[end].alternative) {
                findings_.conflict(node, particles[end].name);
                return skip_choice(structure, end);
            }
            chosen = particles[end].alternative;
        }
        if (chosen == 0) findings_.none_of(node, names);
        for (std::size_t i = from; i < end; ++i)
            if (particles[i].alternative == chosen && counts[i] < particles[i].min) findings_.missing(node, particles[i].name);
        return end;
    }

    static std::size_t skip_choice(const Structure& structure, std::size_t at) {
        const std::uint16_t choice = structure.particles[at].choice;
        while (at < structure.particles.size() && structure.particles[at].choice == choice) ++at;
        return at;
    }

    void value(const Node& node, const ElementType& type) {
        if (type.kind == Kind::structure) return structure(node, *type.structure);
        if (type.kind == Kind::formatted_text) return formatted(node, formatted_text_tags);
        if (type.kind == Kind::breakable_text) return formatted(node, breakable_text_tags);
        for (const Node* child = node.first; child; child = child->next)
            if (child->name != "#text") return findings_.unknown(*child);
        leaf(node, node.value, type);
    }

    void leaf(const Node& node, std::string_view text, const ElementType& type) {
        switch (type.kind) {
            case Kind::string: return length(node, text, type);
            case Kind::gln:
                length(node, text, type);
                if (has_form(text, "9999999999999") && !danish::is_gln(text)) findings_.gln_check_digit(node);
                return;
            case Kind::fixed:
                if (text != type.fixed) findings_.not_fixed(node, type.fixed);
                return;
            case Kind::code:
                if (std::find(type.codes->begin(), type.codes->end(), text) == type.codes->end()) findings_.not_in_list(node, *type.codes);
                return;
            case Kind::date:
                if (!is_date(trimmed(text))) findings_.format(node, "date-invalid", "2026-03-02");
                return;
            case Kind::time:
                if (!is_time(text, "99:99")) findings_.format(node, "time-invalid", "10:15");
                return;
            case Kind::seconds:
                if (!is_time(text, "99:99:99")) findings_.format(node, "time-invalid", "10:15:30");
                return;
            case Kind::cpr:
                if (!has_form(text, "9999999999"))
                    findings_.format(node, "cpr-invalid", "2512489996, without hyphen");
                else if (text != "0000000000" && !danish::is_cpr(text))
                    findings_.cpr_date(node);
                return;
            case Kind::positive:
                if (!is_positive(trimmed(text))) findings_.format(node, "number-invalid", "20480");
                return;
            case Kind::always_true:
                if (text != "true") findings_.not_fixed(node, "true");
                return;
            case Kind::uuid:
                if (!has_form(text, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh"))
                    findings_.format(node, "uuid-invalid", "0f8fad5b-d9cb-469f-a165-70867728950e");
                return;
            case Kind::structure:
            case Kind::formatted_text:
            case Kind::breakable_text: return;
        }
    }

    void length(const Node& node, std::string_view text, const ElementType& type) {
        const std::size_t size = characters(text);
        if (size == 0 && type.min_length > 0) return findings_.empty(node);
        if (size < type.min_length || size > type.max_length) findings_.length(node, size, type.min_length, type.max_length);
    }

    using Tags = std::array<std::string_view, 8>;
    static constexpr Tags formatted_text_tags{"Space", "Break", "Right", "Center", "Bold", "Italic", "Underline", "FixedFont"};
    static constexpr Tags fixed_font_tags{"Space", "Break", "Right", "Center", "Bold", "Italic", "Underline"};
    static constexpr Tags breakable_text_tags{"Space", "Break"};
    static constexpr Tags no_tags{};

    void formatted(const Node& node, const Tags& allowed) {
        if (&allowed == &no_tags && (node.has_value() || node.first)) findings_.text_not_allowed(node);
        for (const Node* child = node.first; child; child = child->next) {
            if (child->name == "#text") continue;
            if (!child->xmlns.empty()) findings_.wrong_namespace(*child, schema_.xmlns);
            if (child->name.empty() || std::find(allowed.begin(), allowed.end(), child->name) == allowed.end())
                findings_.tag_not_allowed(*child);
            else if (child->name == "Break" || child->name == "Space")
                formatted(*child, no_tags);
            else
                formatted(*child, child->name == "FixedFont" ? fixed_font_tags : breakable_text_tags);
        }
    }

    Findings findings_;
    const Node& root_;
    const LetterSchema& schema_;
};

std::string known_letters() {
    std::string text;
    for (const LetterSchema& schema : letter_schemas()) text += (text.empty() ? "" : ", ") + schema.type + " " + schema.version;
    return text;
}

Issue unknown_letter(const fhir::Tree& letter, const Node* body) {
    const std::string version(body ? body->text_at("Letter.VersionCode") : std::string_view{});
    const LetterSchema* same_version = find_schema(version);
    std::string was = version.empty() ? "the letter has no Letter/VersionCode" : "letter version '" + version + "' is not supported";
    std::string was_da = version.empty() ? "brevet har ingen Letter/VersionCode" : "brevversion '" + version + "' understøttes ikke";
    if (same_version) {
        was = version + " is " + same_version->body + " in namespace " + same_version->xmlns;
        was_da = version + " er " + same_version->body + " i namespace " + same_version->xmlns;
    }
    const Node& at = body ? *body : letter.root();
    return {Severity::error,
            IssueType::not_supported,
            "letter-unknown",
            element_path(at),
            at.offset == fhir::no_offset ? Position{} : position_of(letter.source(), at.offset),
            was + "; supported are " + known_letters(),
            was_da + "; understøttede er " + known_letters()};
}

}  // namespace

const LetterSchema* schema_of(const fhir::Tree& letter) {
    const Node* body = body_of(letter);
    return body ? find_schema(letter.root().xmlns, body->name, body->text_at("Letter.VersionCode")) : nullptr;
}

Issues check_letter(const fhir::Tree& letter) {
    const LetterSchema* schema = schema_of(letter);
    return schema ? check_letter(letter, *schema) : Issues{unknown_letter(letter, body_of(letter))};
}

Issues check_letter(const fhir::Tree& letter, const LetterSchema& schema) { return Checker(letter, schema).check(); }

}  // namespace stafet::oioxml
