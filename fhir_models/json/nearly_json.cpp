#include "fhir_models/json/nearly_json.hpp"

#include "fhir_models/definitions/location.hpp"
#include "fhir_models/tree/finding.hpp"

#include <algorithm>
#include <vector>

namespace stafet::fhir {

namespace {

enum class Slip { comment, bare_name, bare_value, single_quotes, comma };

struct Mended {
    Slip slip;
    std::size_t at;  ///< in the text that was made
    std::string word;
};

constexpr std::size_t max_slips = 50;

bool space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool bare(char c) {
    return !space(c) && std::string_view("{}[],:\"'").find(c) == std::string_view::npos && static_cast<unsigned char>(c) > ' ';
}

bool is_literal(std::string_view word) {
    return word == "true" || word == "false" || word == "null" || word.find_first_not_of("+-.0123456789eE") == std::string_view::npos;
}

/// Copies text and mends it on the way. Never looks at what the text means.
class Mender {
   public:
    explicit Mender(std::string_view text) : text_(text) {}

    std::string run() {
        while (at_ < text_.size()) step();
        return std::move(out_);
    }
    std::vector<Mended> slips;

   private:
    void step() {
        const char c = text_[at_];
        if (c == '"') return string('"');
        if (c == '\'') {
            note(Slip::single_quotes, "");
            return string('\'');
        }
        if (c == '/' && at_ + 1 < text_.size() && (text_[at_ + 1] == '/' || text_[at_ + 1] == '*')) return comment();
        if ((c == '}' || c == ']') && last_ == ',') drop_comma();
        if (bare(c)) return word();
        if (!space(c)) last_ = c;
        out_ += c;
        ++at_;
    }

    void string(char quote) {
        last_ = 'a';
        out_ += '"';
        for (++at_; at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n'; ++at_) {
            if (text_[at_] == '"') out_ += '\\';
            out_ += text_[at_];
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) out_ += text_[++at_];
        }
        if (at_ < text_.size() && text_[at_] == quote) {
            out_ += '"';
            ++at_;
        }
    }

    /// Blanks in its place, so that lines and columns stay.
    void comment() {
        note(Slip::comment, "");
        const bool block = text_[at_ + 1] == '*';
        const auto found = text_.find(block ? "*/" : "\n", at_ + 2);
        const auto end = found == std::string_view::npos ? text_.size() : found + (block ? 2 : 0);
        for (; at_ < end; ++at_) out_ += text_[at_] == '\n' ? '\n' : ' ';
    }

    void drop_comma() {
        const auto comma = out_.rfind(',');
        out_[comma] = ' ';
        slips.push_back({Slip::comma, comma, ""});
    }

    void word() {
        const auto end =
            static_cast<std::size_t>(std::find_if_not(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.end(), bare) - text_.begin());
        const auto word = text_.substr(at_, end - at_);
        const auto behind = text_.find_first_not_of(" \t\r\n", end);
        const bool name = behind != std::string_view::npos && text_[behind] == ':';
        at_ = end;
        last_ = 'a';
        if (!name && is_literal(word)) {
            out_ += word;
            return;
        }
        note(name ? Slip::bare_name : Slip::bare_value, word);
        out_ += '"';
        for (const char c : word) {
            if (c == '\\') out_ += '\\';
            out_ += c;
        }
        out_ += '"';
    }

    void note(Slip slip, std::string_view word) {
        if (slips.size() < max_slips) slips.push_back({slip, out_.size(), std::string(word)});
    }

    std::string_view text_;
    std::string out_;
    std::size_t at_ = 0;
    char last_ = 0;  ///< the last that is no space
};

/// The last node that begins at `offset` or before it.
const Node* node_at(const Node& node, std::size_t offset) {
    const Node* found = &node;
    for (const Node* child = node.first; child; child = child->next)
        if (child->offset != no_offset && child->offset <= offset) found = node_at(*child, offset);
    return found;
}

std::string place_of(const Node& root, const Mended& slip) {
    if (slip.slip == Slip::comment) return std::string(root.resource_type);
    const Node* node = node_at(root, slip.at);
    if (slip.slip == Slip::bare_name && node->offset == slip.at) node = node->parent;
    if (slip.slip == Slip::bare_value && !node->list) node = node->parent;
    return location_of(node ? *node : root);
}

Issue told(const Tree& tree, const Mended& slip) {
    Words words;
    std::string_view code = "json-unquoted";
    const std::string quoted = "\"" + slip.word + "\"";
    switch (slip.slip) {
        case Slip::comment:
            code = "json-comment";
            words = {"JSON has no comments; leave it out.", "JSON har ingen kommentarer; udelad den."};
            break;
        case Slip::comma:
            code = "json-comma";
            words = {"A comma with nothing behind it; leave it out.", "Et komma, som intet følger efter; udelad det."};
            break;
        case Slip::single_quotes:
            words = {"JSON has double quotes only: write \" for '.", "JSON har kun dobbelte anførselstegn: skriv \" for '."};
            break;
        case Slip::bare_name:
        case Slip::bare_value:
            words = {"Quotes are missing: write " + quoted + ".", "Der mangler anførselstegn: skriv " + quoted + "."};
            break;
    }
    return finding(Severity::error, IssueType::structure, code, place_of(tree.root(), slip), position_of(tree.source(), slip.at),
                   std::move(words));
}

}  // namespace

ReadOutcome read_nearly_json(std::string bytes, bool comments_allowed, const ReadLimits& limits) {
    auto strict = read_json(bytes, limits);
    const auto broken = [](const Issue& issue) { return issue.code == "json-not-well-formed"; };
    if (strict.tree || std::none_of(strict.issues.begin(), strict.issues.end(), broken)) return strict;
    Mender mender(bytes);
    auto mended = read_json(mender.run(), limits);
    if (!mended.tree) return strict;
    for (const Mended& slip : mender.slips)
        if (slip.slip != Slip::comment || !comments_allowed) mended.issues.push_back(told(*mended.tree, slip));
    return mended;
}

}  // namespace stafet::fhir
