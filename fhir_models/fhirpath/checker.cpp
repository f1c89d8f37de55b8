#include "fhir_models/fhirpath/checker.hpp"

#include "fhir_models/fhirpath/program.hpp"
#include "fhir_models/tree/finding.hpp"
#include "fhir_models/validation/nearest.hpp"

#include <algorithm>

namespace stafet::fhir::fhirpath {

namespace {

using definitions::Type;
using definitions::TypeKind;

/// What a collection may hold. Nothing at all: it is empty.
struct Kinds {
    bool unknown = false;
    bool ordered = true;
    bool many = false;  ///< several items are possible
    std::vector<const Type*> fhir;
    std::uint32_t system = 0;  ///< a bit per ValueType

    static Kinds anything(bool many = false) { return {true, true, many, {}, 0}; }
    static Kinds of(ValueType type) { return {false, true, false, {}, bit(type)}; }
    static std::uint32_t bit(ValueType type) { return 1U << static_cast<unsigned>(type); }

    bool known() const { return !unknown && (!fhir.empty() || system != 0); }
    void add(const Type& type) {
        if (type.kind() == TypeKind::abstract_resource) unknown = true;
        if (std::find(fhir.begin(), fhir.end(), &type) == fhir.end()) fhir.push_back(&type);
    }
    void add(const Kinds& other) {
        many = many || other.many;
        unknown = unknown || other.unknown;
        system |= other.system;
        for (const Type* type : other.fhir) add(*type);
    }
};

class Checker {
   public:
    Checker(const Program& program, const Type* context, std::span<const std::string_view> constants)
        : program_(program), constants_(constants), variables_(program.slots) {
        root_ = Kinds::anything();
        if (context) {
            root_ = {};
            root_.add(*context);
        }
    }

    Issues run(bool as_condition) {
        const Kinds given = infer({0, static_cast<std::uint32_t>(program_.steps.size())}, root_);
        if (as_condition && !has_errors(issues_)) judge_condition(given);
        return std::move(issues_);
    }

   private:
    Kinds infer(const Range& range, const Kinds& context) {
        std::vector<Kinds> stack;
        const auto pop = [&] {
            Kinds top = std::move(stack.back());
            stack.pop_back();
            return top;
        };
        for (std::uint32_t at = range.begin; at < range.end; ++at) {
            const Step& step = program_.steps[at];
            switch (step.op) {
                case Op::empty: stack.emplace_back(); break;
                case Op::literal: stack.push_back(Kinds::of(step.literal.type())); break;
                case Op::self: stack.push_back(context); break;
                case Op::index: stack.push_back(Kinds::of(ValueType::integer)); break;
                case Op::context: stack.push_back(root_); break;
                case Op::defined: stack.push_back(variables_[step.target]); break;
                case Op::variable: constant(step); [[fallthrough]];
                case Op::total:
                case Op::resource:
                case Op::root: stack.push_back(Kinds::anything()); break;
                case Op::here: stack.push_back(here(step, context)); break;
                case Op::member: stack.push_back(member(step, pop())); break;
                case Op::at:
                    pop();
                    order(step, stack.back());
                    stack.back().many = false;
                    break;
                case Op::negate:
                case Op::keep_number: break;
                case Op::is:
                    pop();
                    stack.push_back(Kinds::of(ValueType::boolean));
                    break;
                case Op::as: stack.push_back(of_type(step, pop())); break;
                case Op::skip: at = step.target - 1; break;
                case Op::decide:
                case Op::recall:
                case Op::keep: break;
                case Op::binary: {
                    const Kinds right = pop(), left = pop();
                    stack.push_back(binary(step, left, right));
                    break;
                }
                case Op::call: {
                    std::vector<Kinds> arguments(step.function->lazy ? 0 : step.arguments);
                    for (std::size_t k = arguments.size(); k > 0; --k) arguments[k - 1] = pop();
                    stack.push_back(call(step, pop(), arguments, context));
                }
            }
        }
        return pop();
    }

    Kinds here(const Step& step, const Kinds& context) {
        if (!step.type.fhir) return member(step, context);
        Kinds same;
        same.many = context.many;
        for (const Type* type : context.fhir)
            if (is_kind_of(*type, *step.type.fhir)) same.add(*type);
        if (!same.fhir.empty()) return same;
        if (!context.unknown) return member(step, context);
        same.add(*step.type.fhir);
        return same;
    }

    Kinds member(const Step& step, const Kinds& focus) {
        Kinds found;
        found.many = focus.many;
        found.unknown = focus.unknown || (focus.system & Kinds::bit(ValueType::type_info)) != 0;
        for (const Type* type : focus.fhir)
            for (const auto& element : type->elements())
                if (element.choice() == step.name || (element.choice().empty() && element.name() == step.name)) {
                    found.add(element.type());
                    found.many = found.many || element.is_list();
                }
        if (focus.known() && found.fhir.empty() && !found.unknown) unknown_element(step, focus);
        return found.fhir.empty() ? Kinds::anything(found.many) : found;
    }

    Kinds of_type(const Step& step, const Kinds& focus) {
        if (step.takes_one && focus.many)
            add(step, Severity::warning, "fhirpath-singleton",
                {"'as' takes one item; several are possible here. ofType() filters.",
                 "'as' tager ét element; her kan der være flere. ofType() filtrerer."});
        Kinds found;
        found.many = focus.many;
        if (step.type.fhir) found.add(*step.type.fhir);
        if (step.type.system && (focus.unknown || (focus.system & Kinds::bit(*step.type.system)) != 0))
            found.system = Kinds::bit(*step.type.system);
        return found;
    }

    static Kinds binary(const Step& step, const Kinds& left, const Kinds& right) {
        if (step.binary < Binary::unite) return Kinds::of(ValueType::boolean);
        if (step.binary == Binary::concatenate) return Kinds::of(ValueType::string);
        if (step.binary != Binary::unite) return Kinds::anything();
        Kinds both = left;
        both.add(right);
        both.many = true;
        return both;
    }

    Kinds call(const Step& step, const Kinds& focus, const std::vector<Kinds>& arguments, const Kinds& context) {
        const Function& function = *step.function;
        if (function.takes == Takes::ordered) order(step, focus);
        if (function.takes == Takes::text) text(step, focus);
        std::vector<Kinds> given = arguments;
        const bool named_first = step.name == "trace";  // its name is text of the outer context, not of an item
        for (std::size_t k = 0; function.lazy && k < step.arguments; ++k)
            given.push_back(infer(program_.ranges[step.first_range + k], named_first && k == 0 ? context : focus));
        if (step.name == "defineVariable") variables_[step.target] = given.size() > 1 ? given.back() : focus;
        const bool condition = step.name == "iif" || step.name == "where" || step.name == "all" || step.name == "exists";
        if (condition && !given.empty()) criterion(step, given.front());
        return result(function, focus, given);
    }

    static Kinds result(const Function& function, const Kinds& focus, const std::vector<Kinds>& given) {
        Kinds kinds;
        switch (function.gives) {
            case Gives::anything:
            case Gives::resource: kinds = Kinds::anything(focus.many); break;
            case Gives::children: kinds = Kinds::anything(true); break;
            case Gives::same:
            case Gives::number: kinds = focus; break;
            case Gives::projection:
                kinds = given.front();
                kinds.many = kinds.many || focus.many;
                break;
            case Gives::both:
                kinds = focus;
                kinds.add(given.front());
                kinds.many = true;
                break;
            case Gives::arguments:
                for (std::size_t k = 1; k < given.size(); ++k) kinds.add(given[k]);
                break;
            case Gives::extension: kinds.add(*definitions::find_type("Extension")); break;
            case Gives::element_definition: kinds.add(*definitions::find_type("ElementDefinition")); break;
            case Gives::boolean: return Kinds::of(ValueType::boolean);
            case Gives::integer: return Kinds::of(ValueType::integer);
            case Gives::decimal: return Kinds::of(ValueType::decimal);
            case Gives::string: return Kinds::of(ValueType::string);
            case Gives::date: return Kinds::of(ValueType::date);
            case Gives::date_time: return Kinds::of(ValueType::date_time);
            case Gives::time: return Kinds::of(ValueType::time);
            case Gives::quantity: return Kinds::of(ValueType::quantity);
            case Gives::type_info: return Kinds::of(ValueType::type_info);
        }
        if (function.name == "first" || function.name == "last" || function.name == "single") kinds.many = false;
        kinds.ordered = focus.ordered && function.name != "children" && function.name != "descendants";
        return kinds;
    }

    void unknown_element(const Step& step, const Kinds& focus) {
        std::vector<std::string_view> names;
        std::string types;
        std::string_view choice;
        for (const Type* type : focus.fhir) {
            types += (types.empty() ? "" : ", ") + std::string(type->name());
            for (const auto& element : type->elements()) {
                names.push_back(element.choice().empty() ? element.name() : element.choice());
                if (!element.choice().empty() && element.name() == step.name) choice = element.choice();
            }
        }
        const std::string name(step.name);
        std::string near(nearest(step.name, names, [](std::string_view n) { return n; }));
        if (!choice.empty()) near = choice;
        if (focus.fhir.empty()) types = "a value";
        add(step, Severity::error, "fhirpath-unknown-element",
            {types + " has no element '" + name + "'." + (near.empty() ? "" : " Did you mean '" + near + "'?"),
             types + " har intet element '" + name + "'." + (near.empty() ? "" : " Mente du '" + near + "'?")});
    }

    void constant(const Step& step) {
        if (std::find(constants_.begin(), constants_.end(), step.name) != constants_.end()) return;
        const std::string name(step.name);
        add(step, Severity::error, "fhirpath-unknown-constant",
            {"There is no constant %" + name + " here.", "Konstanten %" + name + " findes ikke her."});
    }

    void order(const Step& step, const Kinds& focus) {
        if (!focus.ordered)
            add(step, Severity::warning, "fhirpath-unordered",
                {"The order of these items is not defined: what this gives may differ.",
                 "Elementernes rækkefølge er ikke defineret: resultatet kan variere."});
    }

    void text(const Step& step, const Kinds& focus) {
        const bool simple = std::any_of(focus.fhir.begin(), focus.fhir.end(), [](const Type* type) { return type->is_primitive(); });
        if (focus.unknown || focus.fhir.empty() || simple || focus.system != 0) return;
        const std::string name(step.name), type(focus.fhir.front()->name());
        add(step, Severity::error, "fhirpath-type",
            {name + " needs text, not " + type + ".", name + " skal bruge tekst, ikke " + type + "."});
    }

    void criterion(const Step& step, const Kinds& kinds) {
        if (kinds.unknown || !kinds.fhir.empty() || kinds.system == 0 || (kinds.system & Kinds::bit(ValueType::boolean)) != 0) return;
        add(step, Severity::warning, "fhirpath-condition",
            {"The condition is no Boolean: it holds whenever it has a value.",
             "Betingelsen er ingen sandhedsværdi: den er opfyldt, når den har en værdi."});
    }

    /// What the whole gives, as an answer to yes or no.
    void judge_condition(const Kinds& given) {
        const Step& last = program_.steps.back();
        const bool boolean = (given.system & Kinds::bit(ValueType::boolean)) != 0 ||
                             std::any_of(given.fhir.begin(), given.fhir.end(),
                                         [](const Type* type) { return type->primitive() == definitions::Primitive::boolean; });
        if (given.known() && !boolean) {
            const std::string what(given.fhir.empty() ? "a value" : given.fhir.front()->name());
            const std::string what_da(given.fhir.empty() ? "en værdi" : given.fhir.front()->name());
            return add(last, Severity::error, "fhirpath-condition",
                       {"A condition is true or false; this gives " + what + ". Add .exists() or compare it.",
                        "En betingelse er sand eller falsk; dette giver " + what_da + ". Tilføj .exists() eller sammenlign."});
        }
        if (given.many)
            add(last, Severity::warning, "fhirpath-singleton",
                {"A condition is one answer; several are possible here, and then it does not hold. Write .exists(...), .all(...) or "
                 ".first().",
                 "En betingelse er ét svar; her kan der være flere, og så er den ikke opfyldt. Skriv .exists(...), .all(...) eller "
                 ".first()."});
    }

    void add(const Step& step, Severity severity, std::string_view code, Words words) {
        issues_.push_back(
            finding(severity, IssueType::value, code, {}, position_of(program_.syntax.source, step.offset), std::move(words)));
    }

    const Program& program_;
    std::span<const std::string_view> constants_;
    std::vector<Kinds> variables_;  ///< what defineVariable() keeps, by slot
    Kinds root_;
    Issues issues_;
};

}  // namespace

Issues check(const Expression& expression, const Type* context, std::span<const std::string_view> constants) {
    return Checker(expression.program(), context, constants).run(false);
}

Issues check_condition(const Expression& expression, const Type* context) { return Checker(expression.program(), context, {}).run(true); }

}  // namespace stafet::fhir::fhirpath
