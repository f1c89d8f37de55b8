// Code systems as questions: is this one of its codes, and what is the code called? Answered from what is at hand, never from a network.
//
// A system is worked out when it is first asked for and kept. Thread-safe; what it answers lives as long as the CodeSystems.
#pragma once

#include "fhir_models/packages/library.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace stafet::fhir {

/// One code system by its codes.
class Codes {
   public:
    explicit Codes(const CodeSystemRef& source);

    std::string_view version() const { return source_.text(source_->version); }
    /// Whether a code that is not here does not exist.
    bool is_complete() const { return source_->content == image::Content::complete; }
    bool has(std::string_view code) const { return find(code) != nullptr; }
    /// The displays in this language ("da", "en-US"; "" for any), the system's own first. A display whose language is not said is of any.
    std::vector<std::string_view> displays(std::string_view code, std::string_view language) const;
    /// The code that a wrong one most likely meant, "" for none.
    std::string_view nearest_code(std::string_view code) const;

   private:
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    const image::Concept* find(std::string_view code) const;

    CodeSystemRef source_;
    std::unordered_map<std::string, const image::Concept*, Hash, std::equal_to<>> by_code_;  ///< in lower case where case does not count
};

class CodeSystems {
   public:
    explicit CodeSystems(std::shared_ptr<const Library> library);
    ~CodeSystems();

    /// nullptr when the system is not at hand; `url` without version.
    const Codes* find(std::string_view url) const;
    bool is_value_set(std::string_view url) const { return static_cast<bool>(library_->value_set(url)); }
    /// The system at hand that a wrong url most likely meant: with the same beginning, and nearly the same after its last '/'; "" for none.
    std::string_view nearest_url(std::string_view url) const;

   private:
    struct Cache;
    std::shared_ptr<const Library> library_;
    std::unique_ptr<Cache> cache_;
};

}  // namespace stafet::fhir
