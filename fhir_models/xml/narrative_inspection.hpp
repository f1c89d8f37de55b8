// What stands in a narrative: xhtml that FHIR does not allow, links, ids, languages, and whether there is anything to see.
//
// Source: FHIR R4, narrative.html: the basic formatting of HTML 4.0 chapters 7 to 11 (not 9.4) and 15, links and images; no script, form,
// frame, object, style sheet or event attribute. Bounded: 200 levels, 50 faults. A sound narrative without links allocates little.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace stafet::fhir {

struct NarrativeFault {
    enum class Kind : std::uint8_t {
        not_well_formed,  ///< tags that do not balance, or no xhtml at all
        too_deep,
        not_a_div,         ///< `what` is the root's name
        wrong_namespace,   ///< `what` is the namespace, or ""
        element,           ///< `what` is not allowed
        attribute,         ///< `what`, on `where`
        misplaced,         ///< `what` may not stand in `where`
        text_between,      ///< text directly in `where`, which holds elements only
        entity,            ///< `what` is none of the five that XML has
        doctype,
        url,               ///< the address `what` has characters that no URL has, or is empty
        active_url,        ///< javascript: and the like
        no_link,           ///< urn: and cid: lead nowhere
        data_url,          ///< data: without exactly one comma
    };
    Kind kind;
    std::string_view what, where;
};

struct NarrativeLink {
    std::string_view target;  ///< without '#'
    bool image = false;
};

struct NarrativeInspection {
    std::vector<NarrativeFault> faults;
    std::vector<NarrativeLink> links;         ///< inside the resource: href="#x", src="#x"
    std::vector<std::string_view> ids;        ///< id of any element, name of an a
    std::vector<std::string_view> languages;  ///< xml:lang of the divs directly inside
    std::string_view lang, xml_lang;          ///< of the div itself
    bool beside_languages = false;            ///< content directly inside that is in no such div
    bool visible = false;                     ///< text or an image
};

/// `div`: the text of Narrative.div. The result points into it.
NarrativeInspection inspect_narrative(std::string_view div);

}  // namespace stafet::fhir
