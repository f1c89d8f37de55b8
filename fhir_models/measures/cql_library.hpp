// A CQL library by what it defines, read from the translated form (ELM in XML) that a Library resource carries.
//
// Knows names only: CQL is never evaluated.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace stafet::fhir {

class CqlLibrary {
   public:
    enum class State : std::uint8_t {
        readable,
        without_elm,  ///< no content of type application/elm+xml
        not_elm,      ///< such content that is not ELM
    };

    /// `library` must outlive it.
    explicit CqlLibrary(const Node& library);

    const Node& resource() const { return *resource_; }
    std::string_view name() const { return resource_->text("name"); }
    State state() const { return state_; }
    bool defines(std::string_view expression) const { return definitions_.contains(expression); }

   private:
    const Node* resource_;
    State state_ = State::without_elm;
    std::set<std::string, std::less<>> definitions_;
};

}  // namespace stafet::fhir
