#include "fhir_models/fhirpath/scopes.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace stafet::fhir::fhirpath {

namespace {

using Index = std::uint32_t;

constexpr Index none = std::numeric_limits<Index>::max();

class Binder {
   public:
    explicit Binder(const Syntax& syntax) : parts_(syntax.parts), parent_(parts_.size(), none) {
        for (Index i = 0; i < parts_.size(); ++i)
            for (const Index operand : parts_[i].operands) parent_[operand] = i;
    }

    Bindings run() {
        bindings_.slot_of_part.resize(parts_.size());
        for (Index i = 0; i < parts_.size() && !bindings_.problem; ++i)
            if (is_definition(i)) define(i);
        for (Index i = 0; i < parts_.size() && !bindings_.problem; ++i)
            if (parts_[i].kind == PartKind::constant)
                if (const auto definition = visible(i, parts_[i].text)) bindings_.slot_of_part[i] = bindings_.slot_of_part[*definition];
        return std::move(bindings_);
    }

   private:
    bool is_definition(Index i) const { return parts_[i].kind == PartKind::function && parts_[i].text == "defineVariable"; }

    /// The part before the dot or bracket; `none` at the head of a path.
    Index focus_of(Index i) const {
        const Part& part = parts_[i];
        const bool has = (part.kind == PartKind::function && part.has_focus) || (part.kind == PartKind::member && !part.operands.empty()) ||
                         part.kind == PartKind::index;
        return has ? part.operands.front() : none;
    }

    const Part* name_of(Index definition) const {
        const Part& part = parts_[definition];
        const std::size_t at = part.has_focus ? 1 : 0;
        return part.operands.size() > at ? &parts_[part.operands[at]] : nullptr;
    }

    void define(Index i) {
        const Part* name = name_of(i);
        if (!name) return;  // the count of arguments is judged elsewhere
        const Index at = static_cast<Index>(name - parts_.data());
        if (name->kind != PartKind::string)
            return fail(at, "fhirpath-variable-name",
                        {"The name of a variable is a text in quotation marks.", "Navnet på en variabel er en tekst i anførselstegn."});
        if (is_constant_of_fhirpath(name->text) || visible(i, name->text))
            return fail(at, "fhirpath-variable-taken",
                        {"There is a %" + name->text + " already; it cannot be defined again.",
                         "Der er allerede en %" + name->text + "; den kan ikke defineres igen."});
        bindings_.slot_of_part[i] = bindings_.slots++;
    }

    /// The definition of `name` earlier in the path of `i`, or in a path that holds it in an argument.
    std::optional<Index> visible(Index i, const std::string& name) const {
        Index from = focus_of(i);
        for (Index inner = i;; inner = parent_[inner]) {
            for (Index at = from; at != none; at = focus_of(at))
                if (is_definition(at) && name_of(at) && name_of(at)->text == name) return at;
            const Index outer = parent_[inner];
            if (outer == none) return std::nullopt;
            from = focus_of(outer) == inner ? none : focus_of(outer);
        }
    }

    void fail(Index part, std::string_view code, Words words) { bindings_.problem = Bindings::Problem{part, code, std::move(words)}; }

    const std::vector<Part>& parts_;
    std::vector<Index> parent_;
    Bindings bindings_;
};

}  // namespace

bool is_constant_of_fhirpath(std::string_view name) {
    constexpr std::array<std::string_view, 6> names{"context", "resource", "rootResource", "ucum", "sct", "loinc"};
    return std::find(names.begin(), names.end(), name) != names.end() || name.starts_with("vs-") || name.starts_with("ext-");
}

Bindings bind_variables(const Syntax& syntax) {
    const bool any = std::any_of(syntax.parts.begin(), syntax.parts.end(), [](const Part& part) { return part.text == "defineVariable"; });
    return any ? Binder(syntax).run() : Bindings{};
}

}  // namespace stafet::fhir::fhirpath
