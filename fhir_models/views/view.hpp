// The base of all views: a name for an element of the tree, in FHIR's words. A view is one pointer and copies nothing.
//
// A view of something that is not there is empty: it is false, its texts are "", its repeats have no items. So a path of views never
// crashes: patient.managing_organization().identifier().value() is "" when any part is missing.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <cstddef>
#include <iterator>
#include <string_view>

namespace stafet::fhir {

/// The elements of one name below a parent, each as a V: `for (const Identifier id : patient.identifiers())`.
template <class V>
class Repeats {
   public:
    class iterator {
       public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = V;
        using difference_type = std::ptrdiff_t;
        using pointer = const V*;
        using reference = V;
        iterator() = default;
        explicit iterator(const Node* node) : node_(node) {}
        V operator*() const { return V(node_); }
        iterator& operator++() {
            node_ = node_->next_same();
            return *this;
        }
        iterator operator++(int) {
            const iterator before = *this;
            ++*this;
            return before;
        }
        bool operator==(const iterator&) const = default;

       private:
        const Node* node_ = nullptr;
    };

    explicit Repeats(const Node* first) : first_(first) {}
    iterator begin() const { return iterator(first_); }
    iterator end() const { return iterator(); }
    bool empty() const { return !first_; }
    /// The first item; an empty view when there is none.
    V front() const { return V(first_); }

   private:
    const Node* first_;
};

class View {
   public:
    View() = default;
    explicit View(const Node* node) : node_(node) {}
    explicit operator bool() const { return node_ != nullptr; }
    const Node* node() const { return node_; }
    /// Of the resource, or of the element within it.
    std::string_view id() const { return text("id"); }

   protected:
    const Node* child(std::string_view name) const { return node_ ? node_->child(name) : nullptr; }
    std::string_view text(std::string_view name) const { return node_ ? node_->text(name) : std::string_view{}; }
    bool flag(std::string_view name) const { return text(name) == "true"; }
    template <class V>
    V one(std::string_view name) const {
        return V(child(name));
    }
    template <class V>
    Repeats<V> all(std::string_view name) const {
        return Repeats<V>(child(name));
    }
    /// The child of a choice: of "value" the one called valueQuantity, valueString, ...; nullptr when there is none.
    const Node* choice(std::string_view base) const {
        for (const Node* n = node_ ? node_->first : nullptr; n; n = n->next)
            if (n->name.size() > base.size() && n->name.starts_with(base) && n->name[base.size()] >= 'A' && n->name[base.size()] <= 'Z')
                return n;
        return nullptr;
    }

   private:
    const Node* node_ = nullptr;
};

/// A primitive that repeats: `for (const Text given : name.givens()) given.value()`.
class Text : public View {
   public:
    using View::View;
    std::string_view value() const { return node() ? node()->value : std::string_view{}; }
};

/// The view R of a node when the node is a resource of R's type, else an empty one.
template <class R>
R resource_as(const Node* node) {
    return R(node && node->resource_type == R::type ? node : nullptr);
}

}  // namespace stafet::fhir
