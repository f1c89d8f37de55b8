// Random resources of every type are the same after JSON and after XML: every digit, space, extension, placeholder and entity.
#include "fhir_models/definitions/definitions.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/xml/fhir_xml.hpp"

#include <doctest/doctest.h>

#include <array>
#include <random>
#include <utility>

using namespace stafet;
using namespace stafet::fhir;
using definitions::Element;
using definitions::Primitive;
using definitions::Type;
using definitions::TypeKind;

namespace {

/// A tree with any elements of a type's definition, in its order; values are any text of their JSON kind.
class RandomTree {
   public:
    explicit RandomTree(std::uint64_t seed) : random_(seed) {}

    Tree resource(const Type& type) {
        Tree tree;
        tree.root().resource_type = tree.keep(type.name());
        fill(tree, tree.root(), type, 0);
        return tree;
    }
    std::size_t below(std::size_t limit) { return random_() % limit; }

   private:
    static constexpr std::size_t max_depth = 5;
    static constexpr std::size_t max_nodes = 1500;

    void fill(Tree& tree, Node& node, const Type& type, std::size_t depth) {
        std::string_view chosen;  // of a choice there is one
        bool any = false;
        for (const Element& element : type.elements()) {
            const bool simple = element.type().is_primitive();
            const bool wanted =
                below(depth == 0 ? 3 : 6) == 0 || element.is_xml_attribute() || (!any && &element == &type.elements().back());
            if (!wanted || (!simple && depth >= max_depth) || tree.node_count() > max_nodes) continue;
            if (!element.choice().empty() && std::exchange(chosen, element.choice()) == element.choice()) continue;
            if (element.name() == "id" && depth > 0 && below(4) > 0) continue;
            any = true;
            for (std::size_t count = element.is_list() ? 1 + below(3) : 1; count > 0; --count) add(tree, node, element, depth);
        }
        if (!node.first && &node != &tree.root()) tree.append(node, "id", "x");
    }

    void add(Tree& tree, Node& parent, const Element& element, std::size_t depth) {
        const Type& type = element.type();
        if (type.kind() == TypeKind::abstract_resource) {
            static constexpr std::array<std::string_view, 4> some{"Patient", "Observation", "Basic", "Binary"};
            Node& inner = tree.append(parent, element.name());
            inner.list = element.is_list();
            const Type& chosen = *definitions::find_resource(some[below(some.size())]);
            inner.resource_type = tree.keep(chosen.name());
            return fill(tree, inner, chosen, depth + 1);
        }
        if (!type.is_primitive()) {
            Node& inner = tree.append(parent, element.name());
            inner.list = element.is_list();
            return fill(tree, inner, type, depth + 1);
        }
        const bool plain = element.is_xml_attribute() || type.primitive() == Primitive::xhtml || element.name() == "id";
        const bool absent = !plain && below(8) == 0;
        Node& value = absent ? tree.append(parent, element.name(), "", ValueKind::absent)
                             : tree.append(parent, element.name(), text_of(type.primitive()), kind_of(type.primitive()));
        value.list = element.is_list();
        if (absent || (!plain && below(8) == 0)) extend(tree, value);
    }

    void extend(Tree& tree, Node& primitive) {
        if (below(3) == 0) tree.append(primitive, "id", "i" + std::to_string(below(100)));
        for (std::size_t count = 1 + below(2); count > 0; --count) {
            Node& extension = tree.append(primitive, "extension");
            extension.list = true;
            tree.append(extension, "url", "http://x.example/" + std::to_string(count));
            tree.append(extension, "valueDecimal", text_of(Primitive::decimal), ValueKind::number);
        }
    }

    static ValueKind kind_of(Primitive primitive) {
        switch (primitive) {
            case Primitive::boolean: return ValueKind::boolean;
            case Primitive::integer:
            case Primitive::unsigned_int:
            case Primitive::positive_int:
            case Primitive::decimal: return ValueKind::number;
            default: return ValueKind::string;
        }
    }

    std::string text_of(Primitive primitive) {
        static constexpr std::array<std::string_view, 14> numbers{"0",
                                                                  "-0",
                                                                  "1.10",
                                                                  "2.00",
                                                                  "-0.0",
                                                                  "1e3",
                                                                  "1E-22",
                                                                  "1.0e+10",
                                                                  "123456789012345678901234567890",
                                                                  "0.000000000000000000001",
                                                                  "-7",
                                                                  "99999999999999999999.999999999999",
                                                                  "3.14159265358979323846264338327950288",
                                                                  "100"};
        if (primitive == Primitive::boolean) return below(2) ? "true" : "false";
        if (kind_of(primitive) == ValueKind::number) return std::string(numbers[below(numbers.size())]);
        if (primitive == Primitive::xhtml) return xhtml();
        static constexpr std::array<std::string_view, 20> pieces{"a",
                                                                 " ",
                                                                 "  ",
                                                                 "\n",
                                                                 "\t",
                                                                 "\r",
                                                                 "\r\n",
                                                                 "<",
                                                                 ">",
                                                                 "&",
                                                                 "\"",
                                                                 "'",
                                                                 "&amp;",
                                                                 "]]>",
                                                                 "\xC3\xA6",
                                                                 "\xE2\x80\xA8",
                                                                 "\xF0\x9D\x84\x9E",
                                                                 "\\",
                                                                 "/",
                                                                 "\xC2\xA0"};
        std::string text = "x";
        for (std::size_t n = below(8); n > 0; --n) text += pieces[below(pieces.size())];
        return text + (below(3) == 0 ? " " : "");
    }

    std::string xhtml() {
        static constexpr std::array<std::string_view, 12> pieces{
            "text",   "&lt;b&gt;",   "&amp;",      "&#160;",
            "&#xE6;", "<b>x  y</b>", "<br/>",      "<img src=\"a.png?x=1&amp;y=2\" alt='\"'/>",
            "\n  ",   "\xC3\xB8",    "<!-- c -->", "<p id=\"p\">]]&gt;</p>"};
        std::string text = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";
        for (std::size_t n = below(8); n > 0; --n) text += pieces[below(pieces.size())];
        return text + "</div>";
    }

    std::mt19937_64 random_;
};

}  // namespace

TEST_CASE("Random resources are the same after JSON and after XML, compact and pretty") {
    std::vector<const Type*> resources;
    for (const Type& type : definitions::all_types())
        if (type.kind() == TypeKind::resource) resources.push_back(&type);
    REQUIRE(resources.size() > 140);
    for (std::uint64_t seed = 0; seed < 1500; ++seed) {
        RandomTree random(seed);
        const Tree tree = random.resource(*resources[seed % resources.size()]);
        const std::string json = write_json(tree.root());
        CAPTURE(seed);
        CAPTURE(json);
        for (const auto style : {JsonStyle::compact, JsonStyle::pretty}) {
            const auto back = read_json(write_json(tree.root(), style));
            REQUIRE(back.tree);
            CHECK(back.issues.empty());
            REQUIRE(equal(back.tree->root(), tree.root(), true));
        }
        for (const auto style : {XmlStyle::compact, XmlStyle::pretty}) {
            const std::string xml = write_xml(tree.root(), style);
            CAPTURE(xml);
            const auto back = read_xml(xml);
            REQUIRE(back.tree);
            CHECK(back.issues.empty());
            REQUIRE(write_json(back.tree->root()) == json);
            REQUIRE(equal(back.tree->root(), tree.root(), true));
        }
    }
}
