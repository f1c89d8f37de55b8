// Which nodes of the source a translation has read: the base of coverage and loss report.
#pragma once

#include "fhir_models/tree/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace stafet::mapping {

/// A set of nodes of one tree; open addressing, grows by doubling.
class ReadMarks {
   public:
    explicit ReadMarks(std::size_t expected_nodes) {
        std::size_t capacity = 64;
        while (capacity < expected_nodes * 2) capacity *= 2;
        slots_.resize(capacity);
    }

    void add(const fhir::Node& node) {
        if (used_ * 2 >= slots_.size()) grow();
        const fhir::Node*& slot = slot_of(node);
        used_ += slot == nullptr;
        slot = &node;
    }

    /// Marks the node and everything below it.
    void add_all(const fhir::Node& node) {
        if (node.has_value()) add(node);
        for (const fhir::Node* child = node.first; child; child = child->next) add_all(*child);
    }

    bool has(const fhir::Node& node) const { return const_cast<ReadMarks*>(this)->slot_of(node) != nullptr; }

   private:
    const fhir::Node*& slot_of(const fhir::Node& node) {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = (reinterpret_cast<std::uintptr_t>(&node) >> 4) * 0x9E3779B97F4A7C15ull >> 20 & mask;
        while (slots_[at] && slots_[at] != &node) at = (at + 1) & mask;
        return slots_[at];
    }

    void grow() {
        std::vector<const fhir::Node*> old(slots_.size() * 2);
        old.swap(slots_);
        for (const fhir::Node* node : old)
            if (node) slot_of(*node) = node;
    }

    std::vector<const fhir::Node*> slots_;
    std::size_t used_ = 0;
};

}  // namespace stafet::mapping
