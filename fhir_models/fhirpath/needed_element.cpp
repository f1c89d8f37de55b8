#include "fhir_models/fhirpath/needed_element.hpp"

#include <algorithm>
#include <array>

namespace stafet::fhir::fhirpath {

namespace {

/// Functions that give nothing for nothing, and do not look at their arguments then.
constexpr std::array<std::string_view, 14> empty_of_empty{"where",   "select", "first", "last",     "tail",        "single", "distinct",
                                                          "resolve", "ofType", "as",    "children", "descendants", "repeat", "trace"};

/// Each question answers with the name of the element whose absence makes it so, or "".
class Reasoning {
   public:
    explicit Reasoning(const Syntax& syntax) : parts_(syntax.parts) {}

    std::string_view makes_true(std::uint32_t i) const {
        const Part& part = parts_[i];
        if (part.kind == PartKind::function && part.has_focus) {
            if (part.text == "empty" || part.text == "all") return makes_empty(part.operands[0]);
            if (part.text == "not") return makes_false(part.operands[0]);
        }
        if (part.kind != PartKind::binary) return {};
        const auto left = part.operands[0], right = part.operands[1];
        if (part.text == "or") return makes_true(left);
        if (part.text == "implies") return makes_false(left);
        if (part.text != "and") return {};
        const auto both = makes_true(left);
        return both == makes_true(right) ? both : std::string_view{};
    }

   private:
    std::string_view makes_false(std::uint32_t i) const {
        const Part& part = parts_[i];
        if (part.kind == PartKind::function && part.has_focus) {
            if (part.text == "exists" || part.text == "hasValue") return makes_empty(part.operands[0]);
            if (part.text == "not") return makes_true(part.operands[0]);
        }
        return part.kind == PartKind::binary && part.text == "and" ? makes_false(part.operands[0]) : std::string_view{};
    }

    std::string_view makes_empty(std::uint32_t i) const {
        const Part& part = parts_[i];
        if (part.kind == PartKind::member && !part.operands.empty()) return makes_empty(part.operands[0]);
        // A type names the element itself, and of a primitive `value` is the value.
        if (part.kind == PartKind::member) return is_plain_element(part.text) ? std::string_view(part.text) : std::string_view{};
        const bool passes = part.kind == PartKind::function && part.has_focus &&
                            std::find(empty_of_empty.begin(), empty_of_empty.end(), part.text) != empty_of_empty.end();
        return passes ? makes_empty(part.operands[0]) : std::string_view{};
    }

    static bool is_plain_element(std::string_view name) {
        return !name.empty() && name.front() >= 'a' && name.front() <= 'z' && name != "value";
    }

    const std::vector<Part>& parts_;
};

}  // namespace

std::string_view needed_element(const Syntax& syntax) {
    constexpr std::size_t plain = 200;  // it reasons by recursion
    if (syntax.parts.size() > plain) return {};
    return Reasoning(syntax).makes_true(static_cast<std::uint32_t>(syntax.parts.size() - 1));
}

bool has_element(const Node& node, std::string_view name) {
    for (const Node* child = node.first; child; child = child->next) {
        if (child->name.size() < name.size() || !child->name.starts_with(name)) continue;
        if (child->name.size() == name.size() || (child->name[name.size()] >= 'A' && child->name[name.size()] <= 'Z')) return true;
    }
    return false;
}

}  // namespace stafet::fhir::fhirpath
