// The element tree: one message as nodes in an arena, in document order, nothing lost.
//
// FHIR's own abstract model (the one FHIRPath walks), so JSON and XML fill the same tree:
//   - a repeating element is several sibling nodes of the same name (`list` set on each when the source was a JSON array);
//   - a primitive's value, id and extensions are one node: `value` plus children (JSON "birthDate" and "_birthDate");
//   - number text is kept exactly ("1.10" stays "1.10").
// A MedCom letter (OIOXML, or EDIFACT lifted to it) is the same kind of tree; mixed content (formatted text) is children named "#text".
// Never interprets: no cardinality, no types, no terminology. Not thread-safe while it is built, freely shared when const.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>

namespace stafet::fhir {

enum class ValueKind : std::uint8_t {
    none,    ///< not a primitive: only children
    absent,  ///< a primitive without a value, only id or extensions ("_birthDate" alone, or null in a JSON array)
    string,
    number,
    boolean,
};

inline constexpr std::uint32_t no_offset = 0xFFFFFFFF;

/// One element. Owned by its Tree's arena; all views point into the arena or the tree's source bytes.
struct Node {
    std::string_view name;           ///< element name ("identifier", "DischargeLetter"); "" for the root of a FHIR tree
    std::string_view value;          ///< decoded text of a primitive; exact text of a number; "true"/"false"
    std::string_view resource_type;  ///< "Patient" when this node is a resource (root, entry.resource, contained), else ""
    std::string_view xmlns;          ///< namespace URI where it differs from the parent's (letters); "" for FHIR
    Node* parent = nullptr;
    Node* first = nullptr;
    Node* last = nullptr;
    Node* next = nullptr;              ///< next sibling
    std::uint32_t offset = no_offset;  ///< byte offset in the source; no_offset when built, not parsed
    ValueKind kind = ValueKind::none;
    bool list = false;  ///< written as an array in JSON even when single

    bool has_value() const { return kind > ValueKind::absent; }
    bool is_primitive() const { return kind != ValueKind::none; }
    /// First child named `child`, or nullptr.
    const Node* child(std::string_view child_name) const;
    Node* child(std::string_view child_name);
    /// Value of the first child named so, or "".
    std::string_view text(std::string_view child_name) const;
    /// The value at a dotted path of first children ("period.start"), or "".
    std::string_view text_at(std::string_view dotted_path) const;
    std::size_t count(std::string_view child_name) const;
    /// Next sibling with this node's own name, or nullptr: `for (n = p->child("name"); n; n = n->next_same())`.
    const Node* next_same() const;
};

/// Owns the nodes, their strings and (for a parsed tree) the source bytes.
class Tree {
   public:
    /// `expected_bytes` sizes the arena's first block.
    explicit Tree(std::size_t expected_bytes = 8 * 1024);
    Tree(Tree&&) noexcept;
    Tree& operator=(Tree&&) noexcept;
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;
    ~Tree();

    Node& root();
    const Node& root() const;
    /// The bytes this tree was parsed from; "" when built.
    std::string_view source() const;
    /// Takes the source bytes into the tree; views into the returned text stay valid as long as the tree.
    std::string_view adopt_source(std::string bytes);

    /// Appends a child element without value.
    Node& append(Node& parent, std::string_view name);
    /// Appends a child with a value; the text is copied into the arena.
    Node& append(Node& parent, std::string_view name, std::string_view value, ValueKind kind = ValueKind::string);
    /// Sets the value of a node; the text is copied into the arena.
    void set_value(Node& node, std::string_view value, ValueKind kind = ValueKind::string);
    /// Deep copy of `node` (from this or another tree) appended under `parent`, with a new name when given.
    Node& append_copy(Node& parent, const Node& node, std::string_view name = {});
    void remove(Node& node);
    /// Copies `text` into the arena.
    std::string_view keep(std::string_view text);
    /// A detached node for parsers that fill fields themselves and must not copy text that lies in the source.
    Node& append_raw(Node& parent);
    /// The same, as the next sibling of `before`.
    Node& insert_raw_after(Node& before);
    /// Uninitialised bytes in the arena, 16-byte aligned.
    char* allocate(std::size_t size);

    std::size_t node_count() const;

   private:
    struct State;
    std::unique_ptr<State> state_;
};

/// FHIRPath-style location of a node from its root: "Bundle.entry[3].resource.identifier[0].value". Indexes only on `list` nodes or
/// repeated names.
std::string path_of(const Node& node);

/// Structural equality: names, values, kinds, children in order. Offsets and namespaces are ignored; `list` only when asked for.
bool equal(const Node& a, const Node& b, bool compare_list = false);

}  // namespace stafet::fhir
