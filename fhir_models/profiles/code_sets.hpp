// Value sets as questions: is this code in? Answered from the code systems at hand, never from a network.
//
// A set is worked out when it is first asked and kept. Thread-safe; what it answers lives as long as the CodeSets.
#pragma once

#include "fhir_models/packages/library.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace stafet::fhir {

enum class Membership : std::uint8_t {
    out,
    in,
    unknown,  ///< the set has a part that cannot be worked out here: a code system that is not at hand, a filter that is not known
};

class CodeSet {
   public:
    /// `system` "" asks for the code in any system, as an element of type code does.
    Membership contains(std::string_view system, std::string_view code) const;
    /// The code that a wrong one most likely meant, "" for none. Of another system than the set's only the very same code.
    std::string_view nearest_code(std::string_view system, std::string_view code) const;
    /// All codes of a small set that is known as a whole, in order, for a sentence about it; else none.
    std::vector<std::string_view> few_codes() const;
    /// Some systems of the set, for a sentence about it.
    std::string_view only_system() const { return systems_.size() == 1 ? *systems_.begin() : std::string_view{}; }

   private:
    friend class CodeSetBuilder;
    struct Pair {
        std::string_view system, code;
        bool operator==(const Pair&) const = default;
    };
    struct Hash {
        std::size_t operator()(const Pair& p) const {
            return std::hash<std::string_view>{}(p.system) * 31 + std::hash<std::string_view>{}(p.code);
        }
    };
    std::unordered_set<Pair, Hash> codes_;
    std::unordered_set<std::string_view> bare_codes_;
    std::unordered_set<std::string_view> systems_;
    std::vector<std::string_view> open_systems_;  ///< of which any code may be in
    std::vector<std::string_view> grammars_;      ///< systems that are in as far as their codes are well-formed
    bool incomplete_ = false;                     ///< a whole value set is missing
};

class CodeSets {
   public:
    explicit CodeSets(std::shared_ptr<const Library> library);
    ~CodeSets();
    /// nullptr when the value set is not at hand.
    const CodeSet* find(std::string_view canonical, PackageNumber from) const;

   private:
    struct Cache;
    std::shared_ptr<const Library> library_;
    std::unique_ptr<Cache> cache_;
};

}  // namespace stafet::fhir
