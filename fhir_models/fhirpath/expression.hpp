// A FHIRPath expression that is ready to run: read, its functions and types resolved, its literals and regular expressions made.
//
// Immutable; copies share the same program, between threads too.
#pragma once

#include "base/issue.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace stafet::fhir::fhirpath {

struct Program;
struct CompileOutcome;

class Expression {
   public:
    /// At most 64 KB. Issues point at the character that is wrong.
    static CompileOutcome compile(std::string_view source);

    std::string_view source() const;
    const Program& program() const { return *program_; }

   private:
    explicit Expression(std::shared_ptr<const Program> program) : program_(std::move(program)) {}
    std::shared_ptr<const Program> program_;
};

struct CompileOutcome {
    std::optional<Expression> expression;
    Issues issues;  ///< at least one when there is no expression
};

}  // namespace stafet::fhir::fhirpath
