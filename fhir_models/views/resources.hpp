// Resources that lie beside the one that is looked at: what its references and canonicals lead to outside itself.
//
// Owns them. Never fetches anything: what was not added is not there. Read-only once filled, then shared freely between threads.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace stafet::fhir {

class Resources {
   public:
    /// Found from now on by its type and id and by its url; of two with the same, the first is found.
    void add(Tree tree);
    /// `reference` is "Type/id" or a URL that ends so, also with "/_history/version"; nullptr when nothing fits.
    const Node* by_reference(std::string_view reference) const;
    /// `canonical` is a url, also with "|version", which then must be the resource's; nullptr when nothing fits.
    const Node* by_canonical(std::string_view canonical) const;
    bool empty() const { return trees_.empty(); }

   private:
    std::deque<Tree> trees_;
    std::unordered_map<std::string, const Node*> by_id_;             ///< "Patient/1"
    std::unordered_multimap<std::string_view, const Node*> by_url_;  ///< views into the trees
};

}  // namespace stafet::fhir
