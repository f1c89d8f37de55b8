#include "adapters/oioxml/letter_codec.hpp"

namespace stafet::oioxml {

namespace {

constexpr std::uint32_t replacement = 0xFFFD;

/// The code point at `at`, which is moved behind it; the replacement character where the bytes are not UTF-8.
std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    if (lead < 0x80) return lead;
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (more == 0) return replacement;
    std::uint32_t code = lead & (0x3F >> more);
    for (int i = 0; i < more; ++i) {
        if (at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) return replacement;
        code = (code << 6) | (static_cast<unsigned char>(text[at++]) & 0x3F);
    }
    return code;
}

bool allowed_in_xml(std::uint32_t code) {
    return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code <= 0xD7FF) || (code >= 0xE000 && code <= 0xFFFD) ||
           (code >= 0x10000 && code <= 0x10FFFF);
}

class Writer {
   public:
    explicit Writer(Charset charset) : charset_(charset) {}

    std::string write(const fhir::Node& root) {
        out_ = charset_ == Charset::utf8 ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                         : "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n";
        element(root);
        out_ += '\n';
        return std::move(out_);
    }

   private:
    void element(const fhir::Node& node) {
        if (node.name == "#text") return text(node.value);
        out_ += '<';
        out_ += node.name;
        if (!node.xmlns.empty()) {
            out_ += " xmlns=\"";
            text(node.xmlns);
            out_ += '"';
        }
        if (!node.first && node.value.empty()) {
            out_ += "/>";
            return;
        }
        out_ += '>';
        text(node.value);
        for (const fhir::Node* child = node.first; child; child = child->next) element(*child);
        out_ += "</";
        out_ += node.name;
        out_ += '>';
    }

    void text(std::string_view utf8) {
        for (std::size_t at = 0; at < utf8.size();) {
            const std::size_t plain = run_of_plain(utf8, at);
            out_ += utf8.substr(at, plain - at);
            at = plain;
            if (at < utf8.size()) character(next_code_point(utf8, at));
        }
    }

    static std::size_t run_of_plain(std::string_view utf8, std::size_t at) {
        while (at < utf8.size()) {
            const auto c = static_cast<unsigned char>(utf8[at]);
            if (c >= 0x7F || c < 0x20 || c == '&' || c == '<' || c == '>' || c == '"') break;
            ++at;
        }
        return at;
    }

    void character(std::uint32_t code) {
        if (!allowed_in_xml(code)) code = replacement;
        switch (code) {
            case '&': out_ += "&amp;"; return;
            case '<': out_ += "&lt;"; return;
            case '>': out_ += "&gt;"; return;
            case '\r': out_ += "&#13;"; return;
            default: break;
        }
        if (code < 0x80)
            out_ += static_cast<char>(code);
        else if (charset_ == Charset::utf8)
            encode(code);
        else if (code <= 0xFF)
            out_ += static_cast<char>(code);
        else
            reference(code);
    }

    void encode(std::uint32_t code) {
        if (code < 0x800) {
            out_ += static_cast<char>(0xC0 | (code >> 6));
        } else {
            if (code < 0x10000) {
                out_ += static_cast<char>(0xE0 | (code >> 12));
            } else {
                out_ += static_cast<char>(0xF0 | (code >> 18));
                out_ += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
            }
            out_ += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        }
        out_ += static_cast<char>(0x80 | (code & 0x3F));
    }

    void reference(std::uint32_t code) {
        out_ += "&#";
        out_ += std::to_string(code);
        out_ += ';';
    }

    Charset charset_;
    std::string out_;
};

}  // namespace

std::string write_letter(const fhir::Tree& letter, Charset charset) { return Writer(charset).write(letter.root()); }

}  // namespace stafet::oioxml
