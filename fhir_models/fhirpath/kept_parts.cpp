#include "fhir_models/fhirpath/kept_parts.hpp"

#include "fhir_models/fhirpath/functions.hpp"

#include <algorithm>

namespace stafet::fhir::fhirpath {

namespace {

bool takes_type(const Part& part) { return part.text == "is" || part.text == "as" || part.text == "ofType"; }

class Search {
   public:
    explicit Search(const Syntax& syntax)
        : parts_(syntax.parts),
          first_(parts_.size()),
          constant_(parts_.size()),
          inside_constant_(parts_.size()),
          lazy_depth_(parts_.size() + 1) {}

    std::vector<std::uint32_t> run() {
        // A variable may be another for each item.
        if (std::any_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.text == "defineVariable"; })) return {};
        for (std::uint32_t i = 0; i < parts_.size(); ++i) look_at(i);
        std::vector<std::uint32_t> kept;
        int depth = 0;
        for (std::uint32_t i = 0; i < parts_.size(); ++i) {
            depth += lazy_depth_[i];
            const bool costs = !parts_[i].operands.empty() && parts_[i].kind != PartKind::quantity && parts_[i].kind != PartKind::polarity;
            if (depth > 0 && costs && constant_[i] && !inside_constant_[i]) kept.push_back(i);
        }
        return kept;
    }

   private:
    void look_at(std::uint32_t i) {
        const Part& part = parts_[i];
        first_[i] = part.operands.empty() ? i : first_[part.operands.front()];
        constant_[i] = is_constant(part);
        for (const auto operand : part.operands) inside_constant_[operand] = constant_[i];
        const Function* function = part.kind == PartKind::function && !takes_type(part) ? find_function(part.text) : nullptr;
        if (!function || !function->lazy) return;
        for (std::size_t k = part.has_focus ? 1 : 0; k < part.operands.size(); ++k) {
            ++lazy_depth_[first_[part.operands[k]]];
            --lazy_depth_[part.operands[k] + 1];
        }
    }

    bool is_constant(const Part& part) const {
        const auto constant = [&](std::uint32_t operand) { return constant_[operand]; };
        switch (part.kind) {
            case PartKind::variable:
            case PartKind::type_name: return false;
            case PartKind::member: return !part.operands.empty() && constant(part.operands.front());
            case PartKind::type_test: return constant(part.operands.front());
            case PartKind::function: return part.has_focus && constant(part.operands.front()) && has_constant_arguments(part);
            default: return std::all_of(part.operands.begin(), part.operands.end(), constant);
        }
    }

    /// A lazy function counts only without arguments: $this is another there, and trace() is not to be left out.
    bool has_constant_arguments(const Part& part) const {
        if (takes_type(part)) return true;
        const Function* function = find_function(part.text);
        return function && (!function->lazy || part.operands.size() == 1) &&
               std::all_of(part.operands.begin() + 1, part.operands.end(), [&](std::uint32_t operand) { return constant_[operand]; });
    }

    const std::vector<Part>& parts_;
    std::vector<std::uint32_t> first_;  ///< of every part: the first part of what stands below it
    std::vector<bool> constant_, inside_constant_;
    std::vector<int> lazy_depth_;  ///< how many lazy arguments begin at a part, less how many end before it
};

}  // namespace

std::vector<std::uint32_t> kept_parts(const Syntax& syntax) { return Search(syntax).run(); }

}  // namespace stafet::fhir::fhirpath
