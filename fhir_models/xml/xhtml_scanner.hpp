// Pieces of an xhtml text, one after the other: tags, text, comments. For narratives, which are short and many.
//
// Copies nothing and decodes nothing: names, attributes and text are what stands in the source. Checks each piece, not that tags balance.
// Linear in the length of the text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace stafet::fhir {

class XhtmlScanner {
   public:
    enum class Piece : std::uint8_t { end, open, close, text, comment, instruction, doctype, broken };
    struct Attribute {
        std::string_view name;
        std::string_view value;
    };

    explicit XhtmlScanner(std::string_view source) : source_(source) {}

    /// Moves to the next piece. `end` and `broken` stay.
    Piece next();
    /// Of a tag: its name as written, "div" or "x:div".
    std::string_view name() const { return name_; }
    /// Of text and comments.
    std::string_view text() const { return text_; }
    /// Of an opening tag: <br/>.
    bool closes_itself() const { return closes_itself_; }
    const std::vector<Attribute>& attributes() const { return attributes_; }
    /// Value of the attribute, or nullptr data when there is none.
    std::string_view attribute(std::string_view name) const;
    /// Where the piece that is next would begin; of a broken one, where it is broken.
    std::size_t at() const { return at_; }

   private:
    Piece markup();
    Piece open_tag();
    Piece until(std::string_view end, std::size_t skip, Piece piece);
    std::string_view read_name();
    void skip_space();
    bool more() const { return at_ < source_.size(); }
    Piece broken() { return last_ = Piece::broken; }

    std::string_view source_;
    std::size_t at_ = 0;
    std::string_view name_, text_;
    std::vector<Attribute> attributes_;
    bool closes_itself_ = false;
    Piece last_ = Piece::text;
};

}  // namespace stafet::fhir
