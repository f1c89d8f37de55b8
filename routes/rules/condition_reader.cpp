#include "routes/config/vocabulary.hpp"
#include "routes/rules/expression_condition.hpp"
#include "routes/yaml/nearest.hpp"
#include "routes/yaml/section.hpp"

#include <algorithm>

namespace stafet::routes {

namespace {

using Op = Condition::Op;

const std::vector<std::string_view> only_exists{"episode", "patient", "care-team", "author", "consent"};

bool contains(const std::vector<std::string_view>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

Condition with(Op op, const Place& where) {
    Condition condition;
    condition.op = op;
    condition.where = where;
    return condition;
}

/// all-in-all is one all, and all of one part is that part: so that lint compares like with like.
Condition flattened(Condition all) {
    std::vector<Condition> parts;
    for (auto& part : all.parts) {
        if (part.op == Op::all)
            parts.insert(parts.end(), std::make_move_iterator(part.parts.begin()), std::make_move_iterator(part.parts.end()));
        else
            parts.push_back(std::move(part));
    }
    all.parts = std::move(parts);
    if (all.parts.size() != 1) return all;
    Condition only = std::move(all.parts.front());
    return only;
}

class ConditionReader {
   public:
    explicit ConditionReader(Findings& findings) : findings_(findings) {}

    /// A map: all of its entries. A text: FHIRPath.
    Condition read(const YamlNode& node) {
        if (node.kind == YamlNode::Kind::scalar) return read_expression(node, findings_);
        Condition all = with(Op::all, node.where);
        if (node.kind != YamlNode::Kind::map || node.entries.empty()) {
            add("wrong-shape", node.where, "a condition is " + std::string(name_of(node.kind)),
                "a map such as diagnosis: {starts-with: DJ44}, or a text in FHIRPath");
        }
        for (const auto& entry : node.entries) all.parts.push_back(read_entry(entry));
        return flattened(std::move(all));
    }

   private:
    void add(std::string code, const Place& where, std::string text, std::string right, Severity severity = Severity::error) {
        findings_.push_back({severity, std::move(code), where, std::move(text), std::move(right)});
    }

    Condition read_entry(const YamlEntry& entry) {
        if (entry.key == "all") return read_parts(entry, Op::all);
        if (entry.key == "any") return read_parts(entry, Op::any);
        if (entry.key == "not") {
            Condition none = with(Op::none, entry.where);
            none.parts.push_back(read(entry.value));
            return none;
        }
        if (entry.key == "fhirpath") return read_texts(entry);
        return read_field(entry);
    }

    /// One expression or a list of them that must all hold.
    Condition read_texts(const YamlEntry& entry) {
        Condition all = with(Op::all, entry.where);
        if (entry.value.kind == YamlNode::Kind::scalar) return read_expression(entry.value, findings_);
        for (const auto& item : entry.value.items)
            if (item.kind == YamlNode::Kind::scalar) all.parts.push_back(read_expression(item, findings_));
        if (all.parts.empty() || all.parts.size() != entry.value.items.size())
            add("wrong-shape", entry.value.where, "fhirpath is not a text or a list of texts",
                "fhirpath: \"entry.resource.ofType(Task).exists()\"");
        return flattened(std::move(all));
    }

    Condition read_parts(const YamlEntry& entry, Op op) {
        Condition group = with(op, entry.where);
        if (entry.value.kind != YamlNode::Kind::sequence || entry.value.items.empty())
            add("wrong-shape", entry.value.where, entry.key + " is " + std::string(name_of(entry.value.kind)),
                "a list of at least one condition");
        for (const auto& item : entry.value.items) group.parts.push_back(read(item));
        return op == Op::all ? flattened(std::move(group)) : group;
    }

    Condition read_field(const YamlEntry& entry) {
        check_field(entry);
        if (entry.value.kind != YamlNode::Kind::map) {
            Condition in = with(Op::in, entry.where);
            in.field = entry.key;
            in.values = values_of(entry);
            refuse_comparison(in);
            return in;
        }
        Condition all = with(Op::all, entry.where);
        Section section(entry.value, "condition on " + entry.key, findings_);
        for (const auto& [key, op] : {std::pair{"equals", Op::in}, {"in", Op::in}, {"starts-with", Op::starts_with}}) {
            if (section.node(key) == nullptr) continue;
            Condition one = with(op, entry.where);
            one.field = entry.key;
            one.values = section.texts(key);
            refuse_comparison(one);
            all.parts.push_back(std::move(one));
        }
        if (section.node("exists") != nullptr) {
            Condition exists = with(Op::exists, entry.where);
            exists.field = entry.key;
            if (section.flag("exists", true)) {
                all.parts.push_back(std::move(exists));
            } else {
                Condition absent = with(Op::none, entry.where);
                absent.parts.push_back(std::move(exists));
                all.parts.push_back(std::move(absent));
            }
        }
        if (all.parts.empty())
            add("wrong-shape", entry.value.where, "the condition on " + entry.key + " asks for nothing",
                "equals, in, starts-with or exists");
        section.finish();
        return flattened(std::move(all));
    }

    std::vector<std::string> values_of(const YamlEntry& entry) {
        if (entry.value.kind == YamlNode::Kind::scalar) return {entry.value.text};
        std::vector<std::string> values;
        for (const auto& item : entry.value.items)
            if (item.kind == YamlNode::Kind::scalar) values.push_back(item.text);
        if (values.size() != entry.value.items.size() || values.empty())
            add("wrong-shape", entry.value.where, "the condition on " + entry.key + " is not a value or a list of values",
                entry.key + ": value, or " + entry.key + ": [one, other]");
        return values;
    }

    void check_field(const YamlEntry& entry) {
        if (contains(envelope_fields, entry.key) || contains(known_facts, entry.key)) return;
        std::vector<std::string_view> known = envelope_fields;
        known.insert(known.end(), known_facts.begin(), known_facts.end());
        known.insert(known.end(), {"all", "any", "not", "fhirpath"});
        add("unknown-fact", entry.where,
            "no standard is known to extract \"" + entry.key + "\" from a message: the condition may never hold",
            suggestion(entry.key, known), Severity::warning);
    }

    void refuse_comparison(const Condition& condition) {
        if (contains(only_exists, condition.field))
            add("condition-only-exists", condition.where, condition.field + " can be there or not; its value is not compared",
                condition.field + ": {exists: true}");
    }

    Findings& findings_;
};

}  // namespace

Condition read_condition(const YamlNode& node, Findings& findings) { return ConditionReader(findings).read(node); }

}  // namespace stafet::routes
