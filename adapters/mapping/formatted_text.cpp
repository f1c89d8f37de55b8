#include "adapters/mapping/formatted_text.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <utility>

namespace stafet::mapping {

namespace {

bool is_white(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool is_lead_byte(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

std::size_t characters(std::string_view utf8) {
    std::size_t count = 0;
    for (char c : utf8) count += is_lead_byte(c);
    return count;
}

std::size_t characters(const Line& line) {
    std::size_t count = 0;
    for (const Run& run : line.runs) count += characters(run.text);
    return count;
}

/// Byte positions at which a long line is cut: after the last blank within `limit` characters, else exactly there.
std::vector<std::size_t> cut_positions(std::string_view line, std::size_t limit) {
    std::vector<std::size_t> cuts;
    std::size_t from = 0;
    std::size_t after_blank = 0;
    std::size_t count = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (!is_lead_byte(line[at])) continue;
        if (count == limit) {
            from = after_blank > from ? after_blank : at;
            cuts.push_back(from);
            count = characters(line.substr(from, at - from));
        }
        ++count;
        if (line[at] == ' ') after_blank = at + 1;
    }
    return cuts;
}

/// The line in pieces of at most `limit` characters.
std::vector<Line> pieces_of(const Line& line, std::size_t limit) {
    std::string whole;
    for (const Run& run : line.runs) whole += run.text;
    std::vector<std::size_t> cuts = cut_positions(whole, limit);
    cuts.push_back(whole.size());
    std::vector<Line> pieces{{line.align, {}}};
    std::size_t at = 0;
    for (const Run& run : line.runs) {
        for (std::string_view rest = run.text; !rest.empty();) {
            if (at == cuts[pieces.size() - 1]) pieces.push_back({line.align, {}});
            const std::size_t take = std::min(rest.size(), cuts[pieces.size() - 1] - at);
            pieces.back().runs.push_back({std::string(rest.substr(0, take)), run.style});
            rest.remove_prefix(take);
            at += take;
        }
    }
    return pieces;
}

}  // namespace

void FormattedTextBuilder::append(std::string_view utf8, Style style) {
    open_ = true;
    if (!line_.runs.empty() && line_.runs.back().style == style)
        line_.runs.back().text += utf8;
    else
        line_.runs.push_back({std::string(utf8), style});
}

void FormattedTextBuilder::text(std::string_view utf8, Style style) {
    std::size_t at = 0;
    while (at < utf8.size()) {
        std::size_t end = at;
        while (end < utf8.size() && is_white(utf8[end])) ++end;
        const std::string_view white = utf8.substr(at, end - at);
        if (style.fixed && !white.empty() && white.find_first_not_of(' ') == std::string_view::npos) {
            verbatim(white, style);
        } else if (!white.empty()) {
            pending_ = pending_ || !line_.runs.empty();
            pending_style_ = style;
        }
        at = end;
        while (end < utf8.size() && !is_white(utf8[end])) ++end;
        if (end > at) verbatim(utf8.substr(at, end - at), style);
        at = end;
    }
}

void FormattedTextBuilder::verbatim(std::string_view utf8, Style style) {
    if (utf8.empty()) return;
    if (std::exchange(pending_, false)) append(" ", pending_style_);
    append(utf8, style);
}

void FormattedTextBuilder::close_line() {
    line_.align = align_;
    out_.lines.push_back(std::exchange(line_, {}));
    pending_ = false;
}

void FormattedTextBuilder::line_break() {
    if (open_) close_line();
    open_ = explicit_ = true;
}

void FormattedTextBuilder::begin_block(Align align) {
    if (open_ && !line_.runs.empty()) close_line();
    pending_ = false;
    align_ = align;
    open_ = true;
    explicit_ = true;
}

void FormattedTextBuilder::end_block(Align outer) {
    if (open_ && (explicit_ || !line_.runs.empty())) close_line();
    align_ = outer;
    open_ = explicit_ = pending_ = false;
}

FormattedText FormattedTextBuilder::take() {
    if (open_ && (explicit_ || !line_.runs.empty())) close_line();
    FormattedText done = std::move(out_);
    *this = {};
    return done;
}

FormattedText from_plain(std::string_view text) {
    FormattedTextBuilder builder;
    std::string line;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n' || c == '\r') {
            builder.verbatim(line, {});
            line.clear();
            builder.line_break();
            if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
        } else if (c == '\t') {
            line += ' ';
        } else if (static_cast<unsigned char>(c) >= 0x20) {
            line += c;
        }
    }
    builder.verbatim(line, {});
    return builder.take();
}

std::string to_plain(const FormattedText& text) {
    std::string plain;
    for (const Line& line : text.lines) {
        if (&line != text.lines.data()) plain += '\n';
        for (const Run& run : line.runs) plain += run.text;
    }
    return plain;
}

std::vector<FormattedText> split(const FormattedText& text, std::size_t limit) {
    STAFET_ASSERT(limit > 0, "a part must hold at least one character");
    std::vector<FormattedText> parts(1);
    std::size_t used = 0;
    for (const Line& line : text.lines) {
        for (Line& piece : pieces_of(line, limit)) {
            const std::size_t size = characters(piece) + 1;
            if (!parts.back().lines.empty() && used + size > limit + 1) {
                parts.emplace_back();
                used = 0;
            }
            parts.back().lines.push_back(std::move(piece));
            used += size;
        }
    }
    return parts;
}

FormattedText join(const std::vector<FormattedText>& parts) {
    FormattedText all;
    for (const FormattedText& part : parts) all.lines.insert(all.lines.end(), part.lines.begin(), part.lines.end());
    return all;
}

}  // namespace stafet::mapping
