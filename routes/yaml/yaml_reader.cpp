#include "routes/yaml/yaml_reader.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace stafet::routes {

std::string_view name_of(YamlNode::Kind kind) {
    switch (kind) {
        case YamlNode::Kind::null: return "nothing";
        case YamlNode::Kind::scalar: return "a text";
        case YamlNode::Kind::sequence: return "a list";
        case YamlNode::Kind::map: return "a map";
    }
    return "nothing";
}

namespace {

/// Ends the parse from within yaml-cpp; never leaves this file.
struct Refused {
    Finding finding;
};

std::size_t count_values(const YamlNode& node) {
    std::size_t n = 1;
    for (const auto& item : node.items) n += count_values(item);
    for (const auto& entry : node.entries) n += count_values(entry.value);
    return n;
}

std::size_t depth_of(const YamlNode& node) {
    std::size_t deepest = 0;
    for (const auto& item : node.items) deepest = std::max(deepest, depth_of(item));
    for (const auto& entry : node.entries) deepest = std::max(deepest, depth_of(entry.value));
    return deepest + 1;
}

class TreeBuilder : public YAML::EventHandler {
   public:
    TreeBuilder(const std::string& file, std::shared_ptr<const std::string> source, const YamlLimits& limits, Findings& findings)
        : file_(file), source_(std::move(source)), limits_(limits), findings_(findings) {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(make(YamlNode::Kind::null, mark), anchor); }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
        refuse_tag(tag, mark);
        YamlNode node = make(tag == "?" && (value == "~" || value == "null") ? YamlNode::Kind::null : YamlNode::Kind::scalar, mark);
        node.text = value;
        node.source = source_;
        add(std::move(node), anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        if (++aliases_ > limits_.aliases)
            refuse("yaml-too-many-aliases", mark, "more than " + std::to_string(limits_.aliases) + " aliases");
        const auto known = anchors_.find(anchor);
        if (known == anchors_.end()) refuse("yaml-syntax", mark, "an alias that stands inside its own anchor");
        if (open_.size() + depth_of(known->second) > limits_.depth) refuse_depth(mark);
        add(known->second, 0, count_values(known->second));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
        refuse_tag(tag, mark);
        open(make(YamlNode::Kind::sequence, mark), anchor, mark);
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
        refuse_tag(tag, mark);
        open(make(YamlNode::Kind::map, mark), anchor, mark);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

    YamlNode take() { return std::move(root_); }

   private:
    struct Open {
        YamlNode node;
        YAML::anchor_t anchor = 0;
        bool has_key = false;
        std::string key;
        Place key_at;
    };

    Place place(const YAML::Mark& mark) const {
        return {file_, {static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)}};
    }
    YamlNode make(YamlNode::Kind kind, const YAML::Mark& mark) const {
        YamlNode node;
        node.kind = kind;
        node.where = place(mark);
        return node;
    }
    [[noreturn]] void refuse(std::string code, const YAML::Mark& mark, std::string text, std::string right = {}) const {
        throw Refused{{Severity::error, std::move(code), place(mark), std::move(text), std::move(right)}};
    }
    [[noreturn]] void refuse_depth(const YAML::Mark& mark) const {
        refuse("yaml-too-deep", mark, "nested deeper than " + std::to_string(limits_.depth) + " levels");
    }
    void refuse_tag(const std::string& tag, const YAML::Mark& mark) const {
        if (!tag.empty() && tag != "?" && tag != "!")
            refuse("yaml-tag", mark, "the tag " + tag + " is not supported", "write the value without a tag");
    }

    void open(YamlNode node, YAML::anchor_t anchor, const YAML::Mark& mark) {
        if (open_.size() >= limits_.depth) refuse_depth(mark);
        Open level;
        level.node = std::move(node);
        level.anchor = anchor;
        open_.push_back(std::move(level));
    }
    void close() {
        Open closed = std::move(open_.back());
        open_.pop_back();
        add(std::move(closed.node), closed.anchor);
    }

    void add(YamlNode node, YAML::anchor_t anchor, std::size_t values = 1) {
        values_ += values;
        if (values_ > limits_.values)
            throw Refused{{Severity::error, "yaml-too-large", node.where, "more than " + std::to_string(limits_.values) + " values", ""}};
        if (anchor != 0) anchors_[anchor] = node;
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (Open& parent = open_.back(); parent.node.kind == YamlNode::Kind::sequence) {
            parent.node.items.push_back(std::move(node));
        } else if (!parent.has_key) {
            take_key(parent, std::move(node));
        } else {
            parent.node.entries.push_back({std::move(parent.key), std::move(parent.key_at), std::move(node)});
            parent.has_key = false;
        }
    }
    void take_key(Open& parent, YamlNode key) {
        if (key.kind != YamlNode::Kind::scalar) throw Refused{{Severity::error, "yaml-key", key.where, "a key must be a text", ""}};
        const auto same =
            std::find_if(parent.node.entries.begin(), parent.node.entries.end(), [&](const auto& e) { return e.key == key.text; });
        if (same != parent.node.entries.end())
            findings_.push_back({Severity::error, "duplicate-key", key.where, "the key \"" + key.text + "\" is here twice",
                                 "the first is at line " + std::to_string(same->where.at.line) + "; keep one"});
        parent.has_key = true;
        parent.key_at = key.where;
        parent.key = std::move(key.text);
    }

    const std::string& file_;
    const std::shared_ptr<const std::string> source_;
    const YamlLimits& limits_;
    Findings& findings_;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, YamlNode> anchors_;
    std::size_t aliases_ = 0;
    std::size_t values_ = 0;
    YamlNode root_;
};

}  // namespace

std::optional<YamlNode> read_yaml(const std::string& text, const std::string& file, Findings& findings, const YamlLimits& limits) {
    if (text.size() > limits.bytes) {
        findings.push_back({Severity::error,
                            "yaml-too-large",
                            {file, {}},
                            "larger than " + std::to_string(limits.bytes) + " bytes",
                            "split it with include:"});
        return std::nullopt;
    }
    try {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        TreeBuilder builder(file, std::make_shared<const std::string>(text), limits, findings);
        if (!parser.HandleNextDocument(builder)) {
            findings.push_back({Severity::error, "yaml-empty", {file, {}}, "the file is empty", "begin with version: 1"});
            return std::nullopt;
        }
        Findings ignored;
        TreeBuilder second(file, nullptr, limits, ignored);
        if (parser.HandleNextDocument(second))
            findings.push_back({Severity::error,
                                "yaml-documents",
                                {file, {}},
                                "holds more than one YAML document",
                                "one document per file; use include:"});
        return builder.take();
    } catch (const Refused& refused) {
        findings.push_back(refused.finding);
    } catch (const YAML::Exception& error) {
        const Position at{static_cast<std::uint32_t>(error.mark.line + 1), static_cast<std::uint32_t>(error.mark.column + 1)};
        findings.push_back({Severity::error, "yaml-syntax", {file, at}, "not YAML: " + error.msg, ""});
    }
    return std::nullopt;
}

}  // namespace stafet::routes
