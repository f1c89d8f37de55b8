#include "fhir_models/xml/xhtml_scanner.hpp"

namespace stafet::fhir {

namespace {

bool space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == ':' || c == '.';
}

}  // namespace

XhtmlScanner::Piece XhtmlScanner::next() {
    if (last_ == Piece::broken) return last_;
    if (!more()) return Piece::end;
    if (source_[at_] == '<') return markup();
    const auto end = source_.find('<', at_);
    text_ = source_.substr(at_, end - at_);
    at_ = end == std::string_view::npos ? source_.size() : end;
    return Piece::text;
}

std::string_view XhtmlScanner::attribute(std::string_view name) const {
    for (const Attribute& a : attributes_)
        if (a.name == name) return a.value;
    return {};
}

XhtmlScanner::Piece XhtmlScanner::markup() {
    const auto rest = source_.substr(at_);
    if (rest.starts_with("<!--")) return until("-->", 4, Piece::comment);
    if (rest.starts_with("<![CDATA[")) return until("]]>", 9, Piece::text);
    if (rest.starts_with("<!")) return until(">", 2, Piece::doctype);
    if (rest.starts_with("<?")) return until("?>", 2, Piece::instruction);
    if (!rest.starts_with("</")) return open_tag();
    at_ += 2;
    name_ = read_name();
    skip_space();
    if (name_.empty() || !more() || source_[at_] != '>') return broken();
    ++at_;
    return Piece::close;
}

XhtmlScanner::Piece XhtmlScanner::open_tag() {
    ++at_;
    name_ = read_name();
    attributes_.clear();
    closes_itself_ = false;
    if (name_.empty()) return broken();
    while (true) {
        const std::size_t before = at_;
        skip_space();
        if (!more()) return broken();
        if (source_[at_] == '>') break;
        if (source_[at_] == '/') {
            closes_itself_ = true;
            if (++at_ == source_.size() || source_[at_] != '>') return broken();
            break;
        }
        if (before == at_) return broken();
        const auto name = read_name();
        skip_space();
        if (name.empty() || !more() || source_[at_] != '=') return broken();
        ++at_;
        skip_space();
        if (!more() || (source_[at_] != '"' && source_[at_] != '\'')) return broken();
        const auto end = source_.find(source_[at_], at_ + 1);
        if (end == std::string_view::npos) return broken();
        const auto value = source_.substr(at_ + 1, end - at_ - 1);
        if (value.find('<') != std::string_view::npos) return broken();
        attributes_.push_back({name, value});
        at_ = end + 1;
    }
    ++at_;
    return Piece::open;
}

XhtmlScanner::Piece XhtmlScanner::until(std::string_view end, std::size_t skip, Piece piece) {
    const auto stop = source_.find(end, at_ + skip);
    if (stop == std::string_view::npos) return broken();
    text_ = source_.substr(at_ + skip, stop - at_ - skip);
    at_ = stop + end.size();
    return piece;
}

std::string_view XhtmlScanner::read_name() {
    const std::size_t from = at_;
    while (more() && name_character(source_[at_])) ++at_;
    return source_.substr(from, at_ - from);
}

void XhtmlScanner::skip_space() {
    while (more() && space(source_[at_])) ++at_;
}

}  // namespace stafet::fhir
