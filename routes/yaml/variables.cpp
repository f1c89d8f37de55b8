#include "routes/yaml/variables.hpp"

#include <utility>

namespace stafet::routes {

namespace {

constexpr std::size_t longest_file = 64 << 10;

std::optional<std::string> from_file(const std::string& path, const Surroundings& surroundings) {
    auto text = surroundings.read(path, longest_file);
    while (text && !text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
    return text;
}

/// The value of what stands between "${" and "}".
std::optional<std::string> value_of(const std::string& expression, const YamlNode& scalar, const Surroundings& surroundings,
                                    Findings& findings) {
    if (expression.starts_with("file:")) {
        const std::string path = expression.substr(5);
        auto text = from_file(path, surroundings);
        if (!text)
            findings.push_back(
                {Severity::error, "variable-file", scalar.where, "cannot read the file " + path, "a readable file of at most 64 KiB"});
        return text;
    }
    const auto split = expression.find(":-");
    const std::string name = expression.substr(0, split);
    if (auto value = surroundings.variable(name); value && !(value->empty() && split != std::string::npos)) return value;
    if (split != std::string::npos) return expression.substr(split + 2);
    findings.push_back({Severity::error, "variable-unset", scalar.where, "the environment variable " + name + " is not set",
                        "set it, or write ${" + name + ":-default}"});
    return std::nullopt;
}

void expand_scalar(YamlNode& scalar, const Surroundings& surroundings, Findings& findings) {
    std::string out;
    std::size_t from = 0;
    for (auto dollar = scalar.text.find('$'); dollar != std::string::npos; dollar = scalar.text.find('$', from)) {
        out.append(scalar.text, from, dollar - from);
        const char next = dollar + 1 < scalar.text.size() ? scalar.text[dollar + 1] : '\0';
        if (next == '{') {
            const auto end = scalar.text.find('}', dollar);
            if (end == std::string::npos) {
                findings.push_back(
                    {Severity::error, "variable-syntax", scalar.where, "\"${\" without \"}\"", "write $$ for a dollar sign"});
                return;
            }
            const auto value = value_of(scalar.text.substr(dollar + 2, end - dollar - 2), scalar, surroundings, findings);
            if (!value) return;
            out += *value;
            from = end + 1;
        } else {
            out += '$';
            from = dollar + (next == '$' ? 2 : 1);
        }
    }
    if (from == 0) return;
    out.append(scalar.text, from);
    scalar.written = std::exchange(scalar.text, std::move(out));
}

}  // namespace

void expand_variables(YamlNode& node, const Surroundings& surroundings, Findings& findings) {
    if (node.kind == YamlNode::Kind::scalar) expand_scalar(node, surroundings, findings);
    for (auto& item : node.items) expand_variables(item, surroundings, findings);
    for (auto& entry : node.entries) expand_variables(entry.value, surroundings, findings);
}

}  // namespace stafet::routes
