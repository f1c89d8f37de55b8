// Evaluates FHIRPath over a message, or decides whether a condition holds.
//
// Reads only. Bounded: at a limit the evaluation ends with an issue. Never reads a clock, a file or the network: the time and everything
// outside the message come with the environment.
#pragma once

#include "base/issue.hpp"
#include "base/time.hpp"
#include "fhir_models/fhirpath/expression.hpp"
#include "fhir_models/fhirpath/value.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stafet::fhir {
class BundleIndex;
}

namespace stafet::fhir::fhirpath {

/// What expressions may ask of the world outside the message. The answers must stay the same while an evaluation runs.
class Services {
   public:
    virtual ~Services() = default;
    /// A resource that is neither in the Bundle nor contained; nullptr when it cannot be had. The node must outlive the evaluation.
    virtual const Node* resolve(std::string_view reference) = 0;
    /// Whether a code, Coding or CodeableConcept is in the value set; nullopt when that cannot be decided.
    virtual std::optional<bool> member_of(const Node& coded, const definitions::Type* type, std::string_view value_set) = 0;
    /// Whether the element conforms to a profile; nullopt when there is no such profile.
    virtual std::optional<bool> conforms_to(const Node& element, std::string_view profile) = 0;
    /// Whether the code `a` subsumes `b` (both code or Coding); nullopt when that cannot be decided.
    virtual std::optional<bool> subsumes(const Node& a, const Node& b) = 0;
    /// `element` and what stands below it, as far as it is in this slice of the profile; nothing for an unknown profile or slice.
    virtual std::vector<const Node*> slice(const Node& element, std::string_view profile, std::string_view name) {
        static_cast<void>(element), static_cast<void>(profile), static_cast<void>(name);
        return {};
    }
    /// What trace() shows: its name and one item. For a person who tries an expression: it may hold clinical data.
    virtual void trace(std::string_view name, const Value& item) = 0;
};

struct Variable {
    std::string_view name;  ///< without %
    Value value;
};

struct Environment {
    const Node* resource = nullptr;       ///< %resource; nullptr: the resource that holds the focus
    const Node* root_resource = nullptr;  ///< %rootResource; nullptr: the one that contains %resource, or %resource itself
    Services* services = nullptr;
    const Node* indexed = nullptr;  ///< the Bundle that `index` is of: saves every resolve() from making its own
    const BundleIndex* index = nullptr;
    Instant now{};  ///< of now() and today(), in UTC; unknown: those two are an error
    std::span<const Variable> variables;
    std::uint64_t max_steps = 5'000'000;       ///< one is about ten nanoseconds
    std::uint64_t max_all_steps = 1'000'000'000;  ///< of all that one InvariantChecker evaluates
    std::size_t max_items = 1'000'000;         ///< alive at the same time
    std::size_t max_bytes = 64 * 1024 * 1024;  ///< of text and numbers made on the way
};

/// The items that an expression gives. Owns what it made; the tree, the expression and the environment must outlive it.
class Result {
   public:
    struct State;
    explicit Result(std::unique_ptr<State> state);
    Result(Result&&) noexcept;
    Result& operator=(Result&&) noexcept;
    ~Result();

    /// False when the evaluation failed; then there are no items.
    bool ok() const { return issues().empty(); }
    /// Nothing or the one finding that ended the evaluation, at its place in the expression.
    const Issues& issues() const;
    std::span<const Value> items() const;
    /// As a condition reads it: nothing for no items, an element or value that is no Boolean counts as true.
    /// Nothing as well when the evaluation failed or gave several items.
    std::optional<bool> truth() const;

   private:
    std::unique_ptr<State> state_;
};

/// As FHIRPath has it: `as` takes one item, and several are an error.
Result evaluate(const Expression& expression, const Node& focus, const Environment& environment = {});

/// True when the expression is evaluated and says true; an empty result is not true.
bool holds(const Expression& expression, const Node& focus, const Environment& environment = {});

enum class Verdict : std::uint8_t { holds, violated, failed };
/// An invariant, as the reference validator reads R4's: `as` filters several items, and several results count as true.
/// Violated when false or empty; `issues` gets the finding when it cannot be evaluated.
Verdict check_invariant(const Expression& expression, const Node& focus, const Environment& environment, Issues& issues);

/// check_invariant() for many invariants of one message, in the same memory. Not thread-safe; a service that it asks may ask it again.
class InvariantChecker {
   public:
    /// What the environment points to, the message and the expressions must outlive the checker and stay as they are.
    explicit InvariantChecker(const Environment& environment);
    ~InvariantChecker();
    Verdict check(const Expression& expression, const Node& focus, Issues& issues);

   private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace stafet::fhir::fhirpath
