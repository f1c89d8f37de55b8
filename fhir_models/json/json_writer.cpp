#include "fhir_models/json/json_writer.hpp"

namespace stafet::fhir {

namespace {

constexpr char hex_digits[] = "0123456789abcdef";

class Writer {
   public:
    Writer(std::string& out, JsonStyle style) : out_(out), pretty_(style == JsonStyle::pretty) {}

    void object(const Node& node) {
        open('{');
        if (!node.resource_type.empty()) {
            key("", "resourceType");
            string(node.resource_type);
        }
        for (const Node* child = node.first; child; child = child->next)
            if (!written_before(*child)) member(*child);
        close('}');
    }

   private:
    /// True when an earlier sibling of the same name has already taken this one into its array.
    static bool written_before(const Node& node) {
        for (const Node* n = node.parent->first; n != &node; n = n->next)
            if (n->name == node.name) return true;
        return false;
    }

    /// What the siblings of one name need: an array or not, which halves.
    struct Shape {
        bool array = false;
        bool primitive = false;
        bool values = false;
        bool extras = false;
    };

    static Shape shape_of(const Node& first) {
        Shape shape;
        shape.array = first.list;
        for (const Node* n = &first; n; n = n->next_same()) {
            shape.array = shape.array || n != &first;
            shape.primitive = shape.primitive || n->is_primitive();
            shape.values = shape.values || n->has_value();
            shape.extras = shape.extras || n->first;
        }
        return shape;
    }

    /// A single primitive with neither value nor extension says nothing and JSON cannot say it: null stands only in arrays.
    void member(const Node& first) {
        const Shape shape = shape_of(first);
        if (!shape.primitive) {
            key("", first.name);
            items(first, shape.array, [this](const Node& n) { object(n); });
            return;
        }
        if (shape.values || (shape.array && !shape.extras)) {
            key("", first.name);
            items(first, shape.array, [this](const Node& n) { value(n); });
        }
        if (shape.extras) {
            key("_", first.name);
            items(first, shape.array, [this](const Node& n) { n.first ? object(n) : null(); });
        }
    }

    template <class Write>
    void items(const Node& first, bool array, Write write) {
        if (!array) return write(first);
        open('[');
        for (const Node* n = &first; n; n = n->next_same()) {
            next_item();
            write(*n);
        }
        close(']');
    }

    void value(const Node& node) {
        switch (node.kind) {
            case ValueKind::string: return string(node.value);
            case ValueKind::number:
            case ValueKind::boolean: out_ += node.value; return;
            case ValueKind::none:
            case ValueKind::absent: return null();
        }
    }

    void null() { out_ += "null"; }

    void key(std::string_view prefix, std::string_view name) {
        next_item();
        out_ += '"';
        escaped(prefix);
        escaped(name);
        out_ += pretty_ ? "\": " : "\":";
    }

    void string(std::string_view text) {
        out_ += '"';
        escaped(text);
        out_ += '"';
    }

    void escaped(std::string_view text) {
        std::size_t from = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto c = static_cast<unsigned char>(text[i]);
            if (c >= 0x20 && c != '"' && c != '\\') continue;
            out_.append(text, from, i - from);
            from = i + 1;
            escape(c);
        }
        out_.append(text, from);
    }

    void escape(unsigned char c) {
        out_ += '\\';
        switch (c) {
            case '"': out_ += '"'; return;
            case '\\': out_ += '\\'; return;
            case '\n': out_ += 'n'; return;
            case '\r': out_ += 'r'; return;
            case '\t': out_ += 't'; return;
            case '\b': out_ += 'b'; return;
            case '\f': out_ += 'f'; return;
            default:
                out_ += "u00";
                out_ += hex_digits[c >> 4];
                out_ += hex_digits[c & 15];
        }
    }

    void open(char bracket) {
        out_ += bracket;
        first_ = true;
        ++depth_;
    }

    void close(char bracket) {
        --depth_;
        if (!first_) new_line();
        out_ += bracket;
        first_ = false;
    }

    void next_item() {
        if (!first_) out_ += ',';
        first_ = false;
        new_line();
    }

    void new_line() {
        if (!pretty_) return;
        out_ += '\n';
        out_.append(2 * depth_, ' ');
    }

    std::string& out_;
    bool pretty_;
    bool first_ = true;
    std::size_t depth_ = 0;
};

}  // namespace

std::string write_json(const Node& node, JsonStyle style) {
    std::string out;
    out.reserve(4 * 1024);
    Writer(out, style).object(node);
    return out;
}

}  // namespace stafet::fhir
