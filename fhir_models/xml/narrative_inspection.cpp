#include "fhir_models/xml/narrative_inspection.hpp"

#include "fhir_models/xml/narrative.hpp"
#include "fhir_models/xml/narrative_grammar.hpp"
#include "fhir_models/xml/xhtml_scanner.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

using Kind = NarrativeFault::Kind;
using Piece = XhtmlScanner::Piece;

constexpr std::size_t max_depth = 200;
constexpr std::size_t max_faults = 50;

std::string_view local(std::string_view name) {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

class Inspection {
   public:
    explicit Inspection(std::string_view div) : scanner_(div) { open_.reserve(16); }

    NarrativeInspection run() {
        while (true) switch (scanner_.next()) {
                case Piece::end: return finish();
                case Piece::broken: fault(Kind::not_well_formed); return std::move(result_);
                case Piece::open:
                    if (!open()) return std::move(result_);
                    break;
                case Piece::close:
                    if (!close()) return std::move(result_);
                    break;
                case Piece::text: text(scanner_.text()); break;
                case Piece::doctype: fault(Kind::doctype); break;
                case Piece::comment:
                case Piece::instruction: break;
            }
    }

   private:
    struct Open {
        std::string_view name;
        bool in_text = false;  ///< a paragraph or inline element is around its content
    };

    NarrativeInspection finish() {
        if (!open_.empty() || !started_) fault(Kind::not_well_formed);
        return std::move(result_);
    }

    void fault(Kind kind, std::string_view what = {}, std::string_view where = {}) {
        if (result_.faults.size() < max_faults) result_.faults.push_back({kind, what, where});
    }

    bool open() {
        const auto name = local(scanner_.name());
        if (open_.empty() && started_) {
            fault(Kind::not_well_formed);
            return false;
        }
        if (open_.size() == max_depth) {
            fault(Kind::too_deep);
            return false;
        }
        if (!started_)
            root(name);
        else
            inner(name);
        if (!scanner_.closes_itself()) open_.push_back({name, (!open_.empty() && open_.back().in_text) || xhtml::holds_text_only(name)});
        return true;
    }

    bool close() {
        if (open_.empty() || open_.back().name != local(scanner_.name())) {
            fault(Kind::not_well_formed, scanner_.name());
            return false;
        }
        open_.pop_back();
        return true;
    }

    void root(std::string_view name) {
        started_ = true;
        if (name != "div") fault(Kind::not_a_div, name);
        const auto colon = scanner_.name().find(':');
        std::string_view ns;
        for (const auto& a : scanner_.attributes())
            if (colon == std::string_view::npos ? a.name == "xmlns" : a.name.starts_with("xmlns:")) ns = a.value;
        if (ns != xhtml_namespace) fault(Kind::wrong_namespace, ns);
        result_.lang = scanner_.attribute("lang");
        result_.xml_lang = scanner_.attribute("xml:lang");
        attributes("div");
    }

    void inner(std::string_view name) {
        if (!xhtml::is_element(name)) fault(Kind::element, name);
        place(name);
        attributes(name);
        if (name == "img") result_.visible = true;
        if (open_.size() == 1) {
            const auto language = name == "div" ? scanner_.attribute("xml:lang") : std::string_view{};
            if (language.empty())
                result_.beside_languages = true;
            else
                result_.languages.push_back(language);
        }
    }

    void place(std::string_view name) {
        const Open& parent = open_.back();
        const bool inside_itself =
            xhtml::is_inline(name) && std::any_of(open_.begin(), open_.end(), [&](const Open& o) { return o.name == name; });
        const bool block_in_text = parent.in_text && xhtml::is_block(name);
        if (inside_itself || block_in_text || !xhtml::may_stand_in(name, parent.name)) fault(Kind::misplaced, name, parent.name);
    }

    void attributes(std::string_view element) {
        for (const auto& [name, value] : scanner_.attributes()) {
            entities(value);
            if (name == "xmlns" && started_ && !open_.empty() && value != xhtml_namespace) fault(Kind::wrong_namespace, value);
            if (name.starts_with("xmlns") || name == "xml:space") continue;
            if (!xhtml::is_attribute(element, name)) fault(Kind::attribute, name, element);
            if (name == "id" || (name == "name" && element == "a" && value != scanner_.attribute("id"))) result_.ids.push_back(value);
            if ((name == "href" && element == "a") || (name == "src" && element == "img")) address(value, element == "img");
        }
    }

    void address(std::string_view url, bool image) {
        if (url.empty()) return fault(Kind::url);
        if (url.starts_with("data:")) {
            if (std::count(url.begin(), url.end(), ',') != 1) fault(Kind::data_url, url.substr(0, 40));
            return;
        }
        if (!xhtml::is_url(url)) fault(Kind::url, url);
        if (url[0] == '#') {
            if (url.size() > 1) result_.links.push_back({url.substr(1), image});
            return;
        }
        if (image) return;
        const auto scheme = url.substr(0, url.find(':'));
        if (scheme.size() == url.size()) return;
        if (xhtml::is_active_scheme(scheme)) fault(Kind::active_url, url);
        if (scheme == "urn" || scheme == "cid") fault(Kind::no_link, url);
    }

    void text(std::string_view content) {
        entities(content);
        if (blank(content)) return;
        if (open_.empty()) return fault(Kind::not_well_formed);
        result_.visible = true;
        if (open_.size() == 1) result_.beside_languages = true;
        if (xhtml::holds_elements_only(open_.back().name)) fault(Kind::text_between, {}, open_.back().name);
    }

    void entities(std::string_view content) {
        for (auto at = content.find('&'); at != std::string_view::npos; at = content.find('&', at + 1)) {
            const auto end = content.find(';', at);
            if (end == std::string_view::npos || end - at > 12) return fault(Kind::entity, content.substr(at, 12));
            const auto name = content.substr(at + 1, end - at - 1);
            if (!xhtml::is_entity(name)) fault(Kind::entity, content.substr(at, end - at + 1));
        }
    }

    XhtmlScanner scanner_;
    NarrativeInspection result_;
    std::vector<Open> open_;
    bool started_ = false;
};

}  // namespace

NarrativeInspection inspect_narrative(std::string_view div) { return Inspection(div).run(); }

}  // namespace stafet::fhir
