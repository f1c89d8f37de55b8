// Formatted text of letters (OIOXML FormattedText: mixed content) as lines of styled runs, and its three spellings:
// the letter's own elements, plain text with line feeds, and the xhtml of a FHIR narrative.
//
// Break is a line feed, Space a blank that is kept, Right and Center are lines of their own, Bold, Italic, Underline and FixedFont are
// inline (standard: FormattedText.xsd, the same in all MedCom namespaces). White space of the source collapses to one blank, except
// blanks inside FixedFont. Reading never fails and never limits; writing never produces nesting that the schema forbids.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stafet::mapping {

enum class Align : std::uint8_t { left, right, center };

struct Style {
    bool bold = false;
    bool italic = false;
    bool underline = false;
    bool fixed = false;
    bool operator==(const Style&) const = default;
};

struct Run {
    std::string text;  ///< UTF-8, no line feed; blanks count as written
    Style style;
    bool operator==(const Run&) const = default;
};

struct Line {
    Align align = Align::left;
    std::vector<Run> runs;  ///< neighbours differ in style; none is empty
    bool operator==(const Line&) const = default;
};

struct FormattedText {
    std::vector<Line> lines;  ///< empty for no text
    bool operator==(const FormattedText&) const = default;
};

/// What a letter's FormattedText holds at most when it may have to pass through EDIFACT: 9 FTX of 350 characters.
inline constexpr std::size_t letter_text_limit = 3150;

/// What was tolerated or given up on the way.
struct FormattedTextNotes {
    bool escaped_tags = false;    ///< formatting sent as `&lt;Break/&gt;` was understood as formatting
    bool styles_dropped = false;  ///< the letter cannot nest these styles; the text is whole
};

/// Reads `element` (Text01, Anamnesis, RefuseText, ...): its value, or its children "#text", Break, Bold, ...
FormattedText from_letter(const fhir::Node& element, FormattedTextNotes* notes = nullptr);
/// Writes value or children under `element`, which must be empty. Only the elements of the schema, in its nesting.
void to_letter(const FormattedText& text, fhir::Tree& tree, fhir::Node& element, FormattedTextNotes* notes = nullptr);

FormattedText from_plain(std::string_view text);
/// Lines joined by '\n'.
std::string to_plain(const FormattedText& text);

/// Reads a narrative `div`. Tolerant: unknown elements keep their text, lists and tables become lines, scripts are left out.
FormattedText from_xhtml(std::string_view div);
/// `<div xmlns="http://www.w3.org/1999/xhtml">...</div>` with br, b, i, tt, span and p only.
std::string to_xhtml(const FormattedText& text);

/// Parts of at most `limit` characters (line ends counted as one), cut at lines, else at blanks, else hard. At least one part.
std::vector<FormattedText> split(const FormattedText& text, std::size_t limit = letter_text_limit);
/// The parts one after another, each beginning on a new line.
FormattedText join(const std::vector<FormattedText>& parts);

/// Builds a FormattedText from a stream of events; shared by the readers.
class FormattedTextBuilder {
   public:
    /// White space in `utf8` collapses; inside fixed style only when it holds a line feed or tab.
    void text(std::string_view utf8, Style style);
    /// Text whose blanks all count.
    void verbatim(std::string_view utf8, Style style);
    void line_break();
    /// Begins or ends lines of their own, with this alignment until the matching end.
    void begin_block(Align align);
    void end_block(Align outer);
    /// The finished text; the builder is empty afterwards.
    FormattedText take();

   private:
    void append(std::string_view utf8, Style style);
    void close_line();

    FormattedText out_;
    Line line_;
    Align align_ = Align::left;
    bool open_ = true;       ///< a line is begun; false between a block and what follows it
    bool explicit_ = false;  ///< the open line was begun by a line break, so it counts even when empty
    bool pending_ = false;   ///< white space was seen that becomes a blank if more text follows on this line
    Style pending_style_;
};

}  // namespace stafet::mapping
