// Formatted text as the elements of a letter.
#include "adapters/mapping/formatted_text.hpp"

#include <array>
#include <optional>

namespace stafet::mapping {

namespace {

constexpr std::array<std::string_view, 8> tag_names{"Break", "Space", "Bold", "Italic", "Underline", "FixedFont", "Right", "Center"};

/// A formatting tag that was sent as text: `<Break/>`, `<Bold>`, `</Bold>`.
struct EscapedTag {
    std::string_view name;
    bool closes = false;
    std::size_t size = 0;
};

std::optional<EscapedTag> escaped_tag_at(std::string_view text) {
    EscapedTag tag;
    std::size_t at = 1;
    if (at < text.size() && text[at] == '/') {
        tag.closes = true;
        ++at;
    }
    for (std::string_view name : tag_names) {
        if (!text.substr(at).starts_with(name)) continue;
        at += name.size();
        while (at < text.size() && text[at] == ' ') ++at;
        if (at < text.size() && text[at] == '/') ++at;
        if (at >= text.size() || text[at] != '>') return std::nullopt;
        tag.name = name;
        tag.size = at + 1;
        return tag;
    }
    return std::nullopt;
}

class LetterReader {
   public:
    explicit LetterReader(FormattedTextNotes* notes) : notes_(notes) {}

    FormattedText read(const fhir::Node& element) {
        content(element, {});
        return builder_.take();
    }

   private:
    /// The schema allows one block and one inline level inside FixedFont; whatever nests deeper only adds styles.
    void content(const fhir::Node& element, Style style) {
        if (element.has_value()) text(element.value, style);
        for (const fhir::Node* child = element.first; child; child = child->next) {
            if (child->name == "#text") {
                text(child->value, style);
            } else {
                style = begin(child->name, style);
                content(*child, style);
                style = end(child->name, style);
            }
        }
    }

    Style begin(std::string_view name, Style style) {
        if (name == "Break") builder_.line_break();
        if (name == "Space") builder_.verbatim(" ", style);
        if (name == "Right") builder_.begin_block(Align::right);
        if (name == "Center") builder_.begin_block(Align::center);
        return set(name, style, true);
    }

    Style end(std::string_view name, Style style) {
        if (name == "Right" || name == "Center") builder_.end_block(Align::left);
        return set(name, style, false);
    }

    static Style set(std::string_view name, Style style, bool on) {
        if (name == "Bold") style.bold = on;
        if (name == "Italic") style.italic = on;
        if (name == "Underline") style.underline = on;
        if (name == "FixedFont") style.fixed = on;
        return style;
    }

    void text(std::string_view value, Style style) {
        std::size_t from = 0;
        for (std::size_t at = value.find('<'); at != std::string_view::npos; at = value.find('<', at + 1)) {
            const auto tag = escaped_tag_at(value.substr(at));
            if (!tag) continue;
            if (notes_) notes_->escaped_tags = true;
            builder_.text(value.substr(from, at - from), style);
            style = tag->closes ? end(tag->name, style) : begin(tag->name, style);
            from = at + tag->size;
            at = from - 1;
        }
        builder_.text(value.substr(from), style);
    }

    FormattedTextBuilder builder_;
    FormattedTextNotes* notes_;
};

class LetterWriter {
   public:
    LetterWriter(fhir::Tree& tree, fhir::Node& element, FormattedTextNotes* notes) : tree_(tree), element_(element), notes_(notes) {}

    void write(const FormattedText& text) {
        const auto& lines = text.lines;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const bool first = i == 0;
            if (lines[i].align != Align::left) {
                // A block takes over an empty line that a Break opened; so an empty line before it needs a Break of its own.
                if (!first && lines[i - 1].align == Align::left && lines[i - 1].runs.empty()) tree_.append(element_, "Break");
                i = block(lines, i);
            } else {
                if (!first) tree_.append(element_, "Break");
                line(lines[i]);
            }
        }
    }

   private:
    static bool all_fixed(const Line& line) {
        for (const Run& run : line.runs)
            if (!run.style.fixed) return false;
        return !line.runs.empty();
    }

    /// Consecutive lines with one alignment and font; returns the last one's index.
    std::size_t block(const std::vector<Line>& lines, std::size_t from) {
        const bool fixed = all_fixed(lines[from]);
        fhir::Node& outer = fixed ? tree_.append(element_, "FixedFont") : element_;
        fhir::Node& node = tree_.append(outer, lines[from].align == Align::right ? "Right" : "Center");
        std::size_t i = from;
        for (; i < lines.size() && lines[i].align == lines[from].align && all_fixed(lines[i]) == fixed; ++i) {
            if (i > from) tree_.append(node, "Break");
            for (const Run& run : lines[i].runs) {
                if (run.style != Style{false, false, false, fixed}) drop_styles();
                blanks_and_text(node, run.text);
            }
        }
        return i - 1;
    }

    void line(const Line& line) {
        fhir::Node* fixed = nullptr;
        for (const Run& run : line.runs) {
            if (!run.style.fixed)
                fixed = nullptr;
            else if (!fixed)
                fixed = &tree_.append(element_, "FixedFont");
            fhir::Node& outer = fixed ? *fixed : element_;
            const std::string_view tag = tag_of(run.style);
            fhir::Node& node = tag.empty() ? outer : tree_.append(outer, tag);
            blanks_and_text(node, run.text);
        }
    }

    /// Bold, Italic and Underline cannot nest in each other: the strongest stays.
    std::string_view tag_of(Style style) {
        if (style.bold + style.italic + style.underline > 1) drop_styles();
        return style.bold ? "Bold" : style.italic ? "Italic" : style.underline ? "Underline" : "";
    }

    /// A blank that white-space collapsing would eat (at either end of a line or run, or beside another) becomes Space.
    void blanks_and_text(fhir::Node& node, std::string_view text) {
        std::size_t from = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] != ' ') continue;
            const bool between_words = i > 0 && i + 1 < text.size() && text[i - 1] != ' ' && text[i + 1] != ' ';
            if (between_words) continue;
            if (i > from) tree_.append(node, "#text", text.substr(from, i - from));
            tree_.append(node, "Space");
            from = i + 1;
        }
        if (from < text.size()) tree_.append(node, "#text", text.substr(from));
    }

    void drop_styles() {
        if (notes_) notes_->styles_dropped = true;
    }

    fhir::Tree& tree_;
    fhir::Node& element_;
    FormattedTextNotes* notes_;
};

}  // namespace

FormattedText from_letter(const fhir::Node& element, FormattedTextNotes* notes) { return LetterReader(notes).read(element); }

void to_letter(const FormattedText& text, fhir::Tree& tree, fhir::Node& element, FormattedTextNotes* notes) {
    const bool one_plain_run = text.lines.size() == 1 && text.lines[0].align == Align::left && text.lines[0].runs.size() == 1;
    LetterWriter(tree, element, notes).write(text);
    // Text without formatting is a plain value, as a parser reads it.
    if (one_plain_run && element.first && element.first == element.last && element.first->name == "#text") {
        tree.set_value(element, element.first->value);
        tree.remove(*element.first);
    }
}

}  // namespace stafet::mapping
