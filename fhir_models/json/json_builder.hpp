// JSON events -> element tree: merges "x" and "_x" into one element, turns arrays into sibling elements, and reports what
// is JSON but not FHIR JSON (nested arrays, null outside an array, empty things, duplicate keys).
//
// Knows no JSON library: the reader forwards events. Strings are not copied, so they must live as long as the tree.
#pragma once

#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/tree/finding.hpp"

#include <string_view>
#include <vector>

namespace stafet::fhir {

/// Every event returns false when reading must stop; the reason is then in `issues`. Offsets are bytes of the tree's source.
class JsonBuilder {
   public:
    JsonBuilder(Tree& tree, const ReadLimits& limits, Issues& issues);

    bool start_object(std::size_t offset);
    bool key(std::string_view text, std::size_t offset);
    bool end_object(std::size_t offset);
    bool start_array(std::size_t offset);
    bool end_array(std::size_t offset);
    bool scalar(std::string_view text, ValueKind kind, std::size_t offset);
    bool null(std::size_t offset);

   private:
    /// A key of an object that is still open.
    struct Member {
        std::string_view name;  ///< without the underscore
        Node* first = nullptr;  ///< the first element it made or filled
        bool extra = false;     ///< "_name": id and extensions of a primitive
    };
    /// An open object or array.
    struct Frame {
        Node* node = nullptr;          ///< object: the element it fills; array: the parent of its items
        std::size_t first_member = 0;  ///< object: where its keys begin in members_
        Node* half = nullptr;          ///< array: next element of the other half ("x" of "_x") to be filled
        Node* previous = nullptr;      ///< array: the last item
        bool array = false;
    };

    bool in_array() const { return frames_.back().array; }
    Node* claim(std::size_t offset);
    Node* claim_item(std::size_t offset);
    bool is_resource_type_key(std::string_view text) const;
    bool set_resource_type(std::string_view text, ValueKind kind, std::size_t offset);
    std::string path() const;
    bool report(Severity severity, std::string_view code, std::size_t offset, Words words, IssueType type = IssueType::structure);
    bool mixes(bool primitive) const;
    bool refuse_mixture(std::size_t offset);
    bool refuse_mismatch(std::size_t offset);

    Tree& tree_;
    const ReadLimits& limits_;
    Issues& issues_;
    std::vector<Frame> frames_;
    std::vector<Member> members_;
    std::size_t depth_ = 0;
    std::size_t key_offset_ = 0;
    Node* other_half_ = nullptr;  ///< element that the current key's twin made
    bool resource_type_key_ = false;
};

}  // namespace stafet::fhir
