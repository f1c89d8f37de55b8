// Formatted text as the xhtml of a FHIR narrative. The reader is a small tolerant scanner, not an XML parser: a narrative comes as text
// inside a message that was already accepted, and its words must reach the receiver whatever its markup is like.
#include "adapters/mapping/formatted_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <tuple>
#include <utility>

namespace stafet::mapping {

namespace {

constexpr std::string_view no_break_space = "\xC2\xA0";

bool one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_block(std::string_view name) {
    return one_of(name, {"p", "div", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "caption", "blockquote", "pre", "h1", "h2", "h3",
                         "h4", "h5", "h6"});
}

void append_utf8(std::string& out, std::uint32_t code) {
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = 0xFFFD;
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 24> entities{{
    {"amp", "&"},    {"lt", "<"},     {"gt", ">"},     {"quot", "\""}, {"apos", "'"},   {"nbsp", no_break_space},
    {"aelig", "æ"},  {"oslash", "ø"}, {"aring", "å"},  {"AElig", "Æ"}, {"Oslash", "Ø"}, {"Aring", "Å"},
    {"eacute", "é"}, {"auml", "ä"},   {"ouml", "ö"},   {"uuml", "ü"},  {"deg", "°"},    {"micro", "µ"},
    {"ndash", "–"},  {"mdash", "—"},  {"hellip", "…"}, {"bull", "•"},  {"le", "≤"},     {"ge", "≥"},
}};

/// "&#x10FFFF;" and the names above.
constexpr std::size_t longest_reference = 11;

/// Replaces references; an unknown one stays as it is written.
std::string unescape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = text[at] == '&' ? text.substr(at, longest_reference).find(';') : std::string_view::npos;
        if (size == std::string_view::npos) {
            out += text[at++];
            continue;
        }
        const std::size_t end = at + size;
        std::string_view name = text.substr(at + 1, end - at - 1);
        const auto known = std::find_if(entities.begin(), entities.end(), [&](const auto& e) { return e.first == name; });
        std::uint32_t code = 0;
        if (name.starts_with('#')) {
            const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
            name.remove_prefix(hex ? 2 : 1);
            const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
            if (error == std::errc{} && stop == name.data() + name.size()) append_utf8(out, code);
        } else if (known != entities.end()) {
            out += known->second;
        } else {
            out += text.substr(at, end - at + 1);
        }
        at = end + 1;
    }
    return out;
}

/// Every white space as one ordinary blank that counts.
std::string blanks_of(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool no_break = text.substr(i).starts_with(no_break_space);
        out += no_break || text[i] == '\t' || text[i] == '\r' || text[i] == '\n' ? ' ' : text[i];
        if (no_break) ++i;
    }
    return out;
}

struct Tag {
    std::string name;  ///< lower-case local name
    std::string_view attributes;
    bool closes = false;
    bool empty = false;
};

Tag parse_tag(std::string_view inside) {
    Tag tag;
    if (inside.starts_with('/')) {
        tag.closes = true;
        inside.remove_prefix(1);
    }
    if (inside.ends_with('/')) {
        tag.empty = true;
        inside.remove_suffix(1);
    }
    const std::size_t end = std::min(inside.find_first_of(" \t\r\n"), inside.size());
    std::string_view name = inside.substr(0, end);
    if (const auto colon = name.find(':'); colon != std::string_view::npos) name.remove_prefix(colon + 1);
    for (char c : name) tag.name += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    tag.attributes = inside.substr(end);
    tag.empty = tag.empty || one_of(tag.name, {"br", "img", "hr"});
    return tag;
}

std::string attribute(std::string_view attributes, std::string_view name) {
    for (std::size_t at = attributes.find(name); at != std::string_view::npos; at = attributes.find(name, at + 1)) {
        const std::size_t quote = at + name.size() + 1;
        if (quote >= attributes.size() || attributes[quote - 1] != '=') continue;
        const std::size_t end = attributes.find(attributes[quote], quote + 1);
        if (end != std::string_view::npos) return unescape(attributes.substr(quote + 1, end - quote - 1));
    }
    return {};
}

/// "right" of `text-align: right; ...` or of an align attribute.
Align alignment(std::string_view attributes, Align inherited) {
    std::string value = attribute(attributes, "align");
    const std::string css = attribute(attributes, "style");
    if (const auto at = css.find("text-align"); at != std::string::npos) value = css.substr(at, css.find(';', at) - at);
    if (value.find("right") != std::string::npos) return Align::right;
    if (value.find("center") != std::string::npos) return Align::center;
    return value.empty() ? inherited : Align::left;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

class XhtmlReader {
   public:
    FormattedText read(std::string_view div) {
        for (std::size_t at = 0; at < div.size();) {
            const std::size_t open = std::min(div.find('<', at), div.size());
            if (open > at) text(unescape(div.substr(at, open - at)));
            if (open == div.size()) break;
            at = markup(div, open);
        }
        while (!stack_.empty()) close(stack_.back().name);
        return builder_.take();
    }

   private:
    /// Deeper elements only lose their style; no published narrative nests a tenth of this.
    static constexpr std::size_t max_depth = 200;

    struct Frame {
        std::string name;
        Style style;
        Align align = Align::left;
        bool keeps_lines = false;  ///< pre
        bool silent = false;       ///< script, style
        std::size_t cells = 0;
        std::string link;
    };

    Frame inherited() const {
        if (stack_.empty()) return {};
        Frame frame = stack_.back();
        frame.cells = 0;
        frame.link.clear();
        return frame;
    }

    /// Handles what begins at '<'; returns where to go on.
    std::size_t markup(std::string_view div, std::size_t open) {
        const auto past = [&](std::string_view end) {
            const std::size_t found = div.find(end, open);
            return found == std::string_view::npos ? div.size() : found + end.size();
        };
        const std::string_view rest = div.substr(open);
        if (rest.starts_with("<!--")) return past("-->");
        if (rest.starts_with("<![CDATA[")) {
            const std::size_t end = past("]]>");
            text(div.substr(open + 9, end - open - std::min<std::size_t>(12, end - open)));
            return end;
        }
        if (rest.starts_with("<?") || rest.starts_with("<!")) return past(">");
        const std::size_t end = past(">");
        if (end == div.size() && div.back() != '>') {
            text(rest);
            return end;
        }
        const Tag tag = parse_tag(div.substr(open + 1, end - open - 2));
        if (tag.closes)
            close(tag.name);
        else
            begin(tag);
        return end;
    }

    void begin(const Tag& tag) {
        if (tag.name == "br") return builder_.line_break();
        if (stack_.size() == max_depth) return;
        Frame frame = inherited();
        frame.name = tag.name;
        const std::string css = attribute(tag.attributes, "style");
        if (one_of(tag.name, {"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"}) || contains(css, "bold")) frame.style.bold = true;
        if (one_of(tag.name, {"i", "em", "cite", "dfn"}) || contains(css, "italic")) frame.style.italic = true;
        if (one_of(tag.name, {"u", "ins"}) || contains(css, "underline")) frame.style.underline = true;
        if (one_of(tag.name, {"tt", "code", "pre", "samp", "kbd"})) frame.style.fixed = true;
        frame.align = alignment(tag.attributes, frame.align);
        frame.keeps_lines = frame.keeps_lines || tag.name == "pre";
        frame.silent = frame.silent || one_of(tag.name, {"script", "style", "head"});
        if (tag.name == "a") frame.link = attribute(tag.attributes, "href");
        if (one_of(tag.name, {"td", "th"}) && !stack_.empty() && stack_.back().cells++ > 0) builder_.verbatim("  ", frame.style);
        // The outermost div is the narrative itself, not a block in it.
        if (is_block(tag.name) && !stack_.empty()) builder_.begin_block(frame.align);
        if (tag.name == "li") builder_.verbatim("- ", frame.style);
        if (tag.name == "img") builder_.verbatim(blanks_of(attribute(tag.attributes, "alt")), frame.style);
        if (!tag.empty)
            stack_.push_back(std::move(frame));
        else if (is_block(tag.name) && !stack_.empty())
            builder_.end_block(stack_.back().align);
    }

    void close(const std::string& name) {
        const auto open = std::find_if(stack_.rbegin(), stack_.rend(), [&](const Frame& f) { return f.name == name; });
        if (open == stack_.rend()) return;
        const std::size_t keep = static_cast<std::size_t>(stack_.rend() - open) - 1;
        while (stack_.size() > keep) {
            const Frame frame = std::move(stack_.back());
            stack_.pop_back();
            if (!frame.link.empty() && !frame.link.starts_with('#')) builder_.verbatim(" (" + blanks_of(frame.link) + ")", frame.style);
            if (is_block(frame.name) && !stack_.empty()) builder_.end_block(stack_.back().align);
        }
    }

    void text(std::string_view utf8) {
        const Frame frame = inherited();
        if (frame.silent) return;
        for (std::size_t at = 0; at < utf8.size();) {
            const std::size_t end = std::min(utf8.find(frame.keeps_lines ? std::string_view("\n") : no_break_space, at), utf8.size());
            if (frame.keeps_lines)
                builder_.verbatim(blanks_of(utf8.substr(at, end - at)), frame.style);
            else
                builder_.text(utf8.substr(at, end - at), frame.style);
            if (end == utf8.size()) break;
            if (frame.keeps_lines)
                builder_.line_break();
            else
                builder_.verbatim(" ", frame.style);
            at = end + (frame.keeps_lines ? 1 : no_break_space.size());
        }
    }

    FormattedTextBuilder builder_;
    std::vector<Frame> stack_;
};

void write_escaped(std::string& out, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool lone_blank = text[i] != ' ' || (i > 0 && i + 1 < text.size() && text[i - 1] != ' ' && text[i + 1] != ' ');
        switch (text[i]) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            default: lone_blank ? out.append(1, text[i]) : out.append(no_break_space);
        }
    }
}

void write_run(std::string& out, const Run& run) {
    const std::array<std::tuple<bool, std::string_view, std::string_view>, 4> tags{{
        {run.style.fixed, "<tt>", "</tt>"},
        {run.style.bold, "<b>", "</b>"},
        {run.style.italic, "<i>", "</i>"},
        {run.style.underline, "<span style=\"text-decoration: underline\">", "</span>"},
    }};
    for (const auto& [on, open, close] : tags)
        if (on) out += open;
    write_escaped(out, run.text);
    for (auto tag = tags.rbegin(); tag != tags.rend(); ++tag)
        if (std::get<0>(*tag)) out += std::get<2>(*tag);
}

}  // namespace

FormattedText from_xhtml(std::string_view div) { return XhtmlReader().read(div); }

std::string to_xhtml(const FormattedText& text) {
    std::string out = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";
    const auto& lines = text.lines;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool same_as_before = i > 0 && lines[i].align == lines[i - 1].align;
        const bool block = lines[i].align != Align::left;
        if (block && !same_as_before) {
            // A block takes over an empty line that <br/> opened; so an empty line before it needs a <br/> of its own.
            if (i > 0 && lines[i - 1].align == Align::left && lines[i - 1].runs.empty()) out += "<br/>";
            out += lines[i].align == Align::right ? "<p style=\"text-align: right\">" : "<p style=\"text-align: center\">";
        } else if (i > 0) {
            out += "<br/>";
        }
        for (const Run& run : lines[i].runs) write_run(out, run);
        if (block && (i + 1 == lines.size() || lines[i + 1].align != lines[i].align)) out += "</p>";
    }
    return out + "</div>";
}

}  // namespace stafet::mapping
