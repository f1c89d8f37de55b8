#include "fhir_models/tree/tree.hpp"

#include <cstring>
#include <utility>

namespace stafet::fhir {

struct Tree::State {
    explicit State(std::size_t expected_bytes) : arena(expected_bytes) {}
    std::pmr::monotonic_buffer_resource arena;
    std::string source;
    Node root;
    std::size_t nodes = 1;
};

Tree::Tree(std::size_t expected_bytes) : state_(std::make_unique<State>(expected_bytes)) {}
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

Node& Tree::root() { return state_->root; }
const Node& Tree::root() const { return state_->root; }
std::string_view Tree::source() const { return state_->source; }
std::size_t Tree::node_count() const { return state_->nodes; }

std::string_view Tree::adopt_source(std::string bytes) {
    state_->source = std::move(bytes);
    return state_->source;
}

std::string_view Tree::keep(std::string_view text) {
    if (text.empty()) return {};
    auto* copy = static_cast<char*>(state_->arena.allocate(text.size(), 1));
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
}

Node& Tree::append_raw(Node& parent) {
    auto* node = new (state_->arena.allocate(sizeof(Node), alignof(Node))) Node;
    node->parent = &parent;
    (parent.last ? parent.last->next : parent.first) = node;
    parent.last = node;
    ++state_->nodes;
    return *node;
}

Node& Tree::insert_raw_after(Node& before) {
    if (!before.next) return append_raw(*before.parent);
    auto* node = new (state_->arena.allocate(sizeof(Node), alignof(Node))) Node;
    node->parent = before.parent;
    node->next = before.next;
    before.next = node;
    ++state_->nodes;
    return *node;
}

char* Tree::allocate(std::size_t size) { return static_cast<char*>(state_->arena.allocate(size, 16)); }

Node& Tree::append(Node& parent, std::string_view name) {
    Node& node = append_raw(parent);
    node.name = keep(name);
    return node;
}

Node& Tree::append(Node& parent, std::string_view name, std::string_view value, ValueKind kind) {
    Node& node = append(parent, name);
    set_value(node, value, kind);
    return node;
}

void Tree::set_value(Node& node, std::string_view value, ValueKind kind) {
    node.value = keep(value);
    node.kind = kind;
}

Node& Tree::append_copy(Node& parent, const Node& node, std::string_view name) {
    Node& copy = append(parent, name.empty() ? node.name : name);
    copy.value = keep(node.value);
    copy.resource_type = keep(node.resource_type);
    copy.xmlns = keep(node.xmlns);
    copy.kind = node.kind;
    copy.list = node.list;
    for (const Node* child = node.first; child; child = child->next) append_copy(copy, *child);
    return copy;
}

void Tree::remove(Node& node) {
    Node* parent = node.parent;
    if (!parent) return;
    Node* before = nullptr;
    for (Node* n = parent->first; n != &node; n = n->next) before = n;
    (before ? before->next : parent->first) = node.next;
    if (parent->last == &node) parent->last = before;
    node.parent = node.next = nullptr;
}

const Node* Node::child(std::string_view child_name) const {
    for (const Node* n = first; n; n = n->next)
        if (n->name == child_name) return n;
    return nullptr;
}

Node* Node::child(std::string_view child_name) { return const_cast<Node*>(std::as_const(*this).child(child_name)); }

std::string_view Node::text(std::string_view child_name) const {
    const Node* n = child(child_name);
    return n ? n->value : std::string_view{};
}

std::string_view Node::text_at(std::string_view dotted_path) const {
    const Node* n = this;
    while (n && !dotted_path.empty()) {
        const auto dot = dotted_path.find('.');
        n = n->child(dotted_path.substr(0, dot));
        dotted_path = dot == std::string_view::npos ? std::string_view{} : dotted_path.substr(dot + 1);
    }
    return n ? n->value : std::string_view{};
}

std::size_t Node::count(std::string_view child_name) const {
    std::size_t found = 0;
    for (const Node* n = first; n; n = n->next) found += n->name == child_name;
    return found;
}

const Node* Node::next_same() const {
    for (const Node* n = next; n; n = n->next)
        if (n->name == name) return n;
    return nullptr;
}

namespace {

/// Position among the siblings of the same name, and whether there are others.
std::pair<std::size_t, bool> index_of(const Node& node) {
    std::size_t before = 0;
    const Node* n = node.parent->first;
    for (; n != &node; n = n->next) before += n->name == node.name;
    return {before, before > 0 || node.next_same()};
}

}  // namespace

std::string path_of(const Node& node) {
    if (!node.parent) return std::string(node.resource_type.empty() ? node.name : node.resource_type);
    std::string path = path_of(*node.parent);
    if (!path.empty()) path += '.';
    path += node.name;
    const auto [index, repeated] = index_of(node);
    if (repeated || node.list) path += '[' + std::to_string(index) + ']';
    return path;
}

bool equal(const Node& a, const Node& b, bool compare_list) {
    if (a.name != b.name || a.value != b.value || a.kind != b.kind || a.resource_type != b.resource_type) return false;
    if (compare_list && a.list != b.list) return false;
    const Node* x = a.first;
    const Node* y = b.first;
    for (; x && y; x = x->next, y = y->next)
        if (!equal(*x, *y, compare_list)) return false;
    return !x && !y;
}

}  // namespace stafet::fhir
