#include "adapters/mapping/map_file.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace stafet::mapping {

Issue map_error(const Place& place, std::string code, std::string text) {
    Issue issue;
    issue.severity = Severity::error;
    issue.type = IssueType::structure;
    issue.code = std::move(code);
    issue.path = place.file ? *place.file : std::string{};
    issue.at = place.at;
    issue.text = std::move(text);
    return issue;
}

namespace {

constexpr std::size_t max_include_depth = 8;

bool blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// Splits one line: words end at blanks outside brackets and quotes; `#` begins a comment where a word could begin.
class LineReader {
   public:
    LineReader(std::string_view line, std::uint32_t number, std::shared_ptr<const std::string> file)
        : line_(line), number_(number), file_(std::move(file)) {}

    std::vector<Word> words() {
        std::vector<Word> words;
        for (;;) {
            while (at_ < line_.size() && blank(line_[at_])) ++at_;
            if (at_ == line_.size() || line_[at_] == '#') return words;
            words.push_back(line_[at_] == '"' ? quoted() : plain());
        }
    }

   private:
    Place here() const { return {file_, {number_, static_cast<std::uint32_t>(at_ + 1)}}; }

    Word quoted() {
        Word word{{}, here(), true};
        for (++at_; at_ < line_.size() && line_[at_] != '"'; ++at_) word.text += line_[at_];
        if (at_ < line_.size()) ++at_;
        return word;
    }

    Word plain() {
        Word word{{}, here(), false};
        int depth = 0;
        for (; at_ < line_.size() && (depth > 0 || !blank(line_[at_])); ++at_) {
            const char c = line_[at_];
            if (c == '[' || c == '(') ++depth;
            if (c == ']' || c == ')') --depth;
            word.text += c;
        }
        return word;
    }

    std::string_view line_;
    std::uint32_t number_;
    std::shared_ptr<const std::string> file_;
    std::size_t at_ = 0;
};

struct Fragment {
    std::vector<std::string> parameters;
    std::vector<Statement> block;
};

/// "name(a, b)" -> name and arguments.
std::pair<std::string, std::vector<std::string>> call_of(std::string_view text) {
    const auto open = text.find('(');
    std::pair<std::string, std::vector<std::string>> call{std::string(text.substr(0, open)), {}};
    if (open == std::string_view::npos) return call;
    std::string argument;
    for (char c : text.substr(open + 1)) {
        if (c == ',' || c == ')') {
            call.second.push_back(std::exchange(argument, {}));
        } else if (!blank(c)) {
            argument += c;
        }
    }
    return call;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

Statement with_arguments(Statement statement, const Fragment& fragment, const std::vector<std::string>& arguments) {
    for (Word& word : statement.words)
        for (std::size_t i = 0; i < arguments.size(); ++i) replace_all(word.text, '{' + fragment.parameters[i] + '}', arguments[i]);
    for (Statement& inner : statement.block) inner = with_arguments(std::move(inner), fragment, arguments);
    return statement;
}

class Reader {
   public:
    explicit Reader(const MapSource& source) : source_(source) {}

    MapFile read(const std::string& name) {
        include(name, {std::make_shared<const std::string>(name), {}}, out_.statements, 0);
        return std::move(out_);
    }

   private:
    void fail(const Word& word, std::string code, std::string text) {
        out_.issues.push_back(map_error(word.place, std::move(code), std::move(text)));
    }

    void include(const std::string& name, const Place& from, std::vector<Statement>& into, std::size_t depth) {
        const auto text = source_(name);
        if (!text || depth > max_include_depth) {
            out_.issues.push_back(map_error(from, "map-not-found", text ? "includes nest too deep" : "no map file \"" + name + "\""));
            return;
        }
        std::vector<Statement> lines = lines_of(*text, std::make_shared<const std::string>(name));
        std::size_t at = 0;
        while (at < lines.size()) {
            read_block(lines, at, into, depth);
            if (at < lines.size()) fail(lines[at++].first(), "map-unexpected-end", "`end` closes nothing here");
        }
    }

    static std::vector<Statement> lines_of(std::string_view text, const std::shared_ptr<const std::string>& file) {
        std::vector<Statement> lines;
        for (std::uint32_t number = 1; !text.empty(); ++number) {
            const auto end = std::min(text.find('\n'), text.size());
            auto words = LineReader(text.substr(0, end), number, file).words();
            if (!words.empty()) lines.push_back({std::move(words), {}});
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        return lines;
    }

    /// Reads statements into `into` until an `end` (left for the caller) or the last line.
    void read_block(std::vector<Statement>& lines, std::size_t& at, std::vector<Statement>& into, std::size_t depth) {
        while (at < lines.size() && lines[at].first().text != "end") {
            Statement statement = std::move(lines[at++]);
            const std::string& verb = statement.first().text;
            if (verb == "each" || verb == "table" || verb == "fragment") {
                read_block(lines, at, statement.block, depth);
                if (at == lines.size())
                    fail(statement.first(), "map-no-end", "`" + verb + "` is not closed by `end`");
                else
                    ++at;
            }
            if (verb == "fragment")
                define(std::move(statement));
            else if (verb == "use")
                expand(statement, into);
            else if (verb == "include" && statement.words.size() == 2)
                include(statement.words[1].text, statement.words[1].place, into, depth + 1);
            else
                into.push_back(std::move(statement));
        }
    }

    void define(Statement statement) {
        if (statement.words.size() != 2) return fail(statement.first(), "map-syntax", "write: fragment name(parameter, ...)");
        auto [name, parameters] = call_of(statement.words[1].text);
        fragments_[name] = {std::move(parameters), std::move(statement.block)};
    }

    void expand(const Statement& statement, std::vector<Statement>& into) {
        if (statement.words.size() != 2) return fail(statement.first(), "map-syntax", "write: use name(argument, ...)");
        const auto [name, arguments] = call_of(statement.words[1].text);
        const auto found = fragments_.find(name);
        if (found == fragments_.end())
            return fail(statement.words[1], "map-unknown-fragment", "no fragment \"" + name + "\" is defined above");
        const Fragment& fragment = found->second;
        if (arguments.size() != fragment.parameters.size())
            return fail(statement.words[1], "map-syntax",
                        "\"" + name + "\" takes " + std::to_string(fragment.parameters.size()) + " arguments");
        for (const Statement& inner : fragment.block) into.push_back(with_arguments(inner, fragment, arguments));
    }

    const MapSource& source_;
    MapFile out_;
    std::map<std::string, Fragment, std::less<>> fragments_;
};

}  // namespace

MapFile read_map_file(const std::string& name, const MapSource& source) { return Reader(source).read(name); }

}  // namespace stafet::mapping
