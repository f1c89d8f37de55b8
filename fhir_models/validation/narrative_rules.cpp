#include "fhir_models/validation/narrative_rules.hpp"

#include "fhir_models/xml/narrative_inspection.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

using Kind = NarrativeFault::Kind;

struct Told {
    std::string_view code;
    Words words;
};

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

Told told(const NarrativeFault& fault) {
    const std::string what = quoted(fault.what);
    const std::string where = quoted(fault.where);
    switch (fault.kind) {
        case Kind::not_well_formed:
            return {"narrative-not-well-formed",
                    {"The narrative is no well-formed xhtml: one div, every tag closed, every attribute in quotes.",
                     "Fortællingen er ikke velformet xhtml: én div, alle tags lukket, alle attributter i anførselstegn."}};
        case Kind::too_deep: return {"narrative-too-deep", {"The narrative is nested too deep.", "Fortællingen er for dybt indlejret."}};
        case Kind::not_a_div:
            return {"narrative-root", {"A narrative is a div, not " + what + ".", "En fortælling er en div, ikke " + what + "."}};
        case Kind::wrong_namespace:
            return {"narrative-namespace",
                    {"The narrative's namespace must be http://www.w3.org/1999/xhtml, found " + what + ".",
                     "Fortællingens navnerum skal være http://www.w3.org/1999/xhtml, fandt " + what + "."}};
        case Kind::element:
            return {"narrative-element",
                    {"A narrative may not contain the element " + what + ".", "En fortælling må ikke indeholde elementet " + what + "."}};
        case Kind::attribute:
            return {"narrative-attribute",
                    {"The attribute " + what + " is not allowed on " + where + " in a narrative.",
                     "Attributten " + what + " er ikke tilladt på " + where + " i en fortælling."}};
        case Kind::misplaced:
            return {"narrative-structure",
                    {what + " may not stand inside " + where + " here.", what + " må ikke stå inden i " + where + " her."}};
        case Kind::text_between:
            return {"narrative-structure", {where + " holds elements, not text.", where + " rummer elementer, ikke tekst."}};
        case Kind::entity:
            return {"narrative-entity",
                    {what + " is not known in XML; write the character itself or &#...;.",
                     what + " kendes ikke i XML; skriv selve tegnet eller &#...;."}};
        case Kind::doctype: return {"narrative-doctype", {"A narrative has no DOCTYPE.", "En fortælling har ingen DOCTYPE."}};
        case Kind::url: return {"narrative-url", {what + " is no address.", what + " er ingen adresse."}};
        case Kind::active_url:
            return {"narrative-script",
                    {"A narrative may not run anything: " + what + ".", "En fortælling må ikke afvikle noget: " + what + "."}};
        case Kind::no_link:
            return {"narrative-link",
                    {what + " is an identifier; nobody can follow it.", what + " er en identifikator; ingen kan følge den."}};
        case Kind::data_url:
            return {"narrative-url", {"A data URL has one comma: " + what + ".", "En data-URL har ét komma: " + what + "."}};
    }
    return {};
}

void warn(const Node& at, std::string_view code, Words words, Findings& findings) {
    findings.add(at, Severity::warning, IssueType::business_rule, code, std::move(words));
}

void check_repeated_ids(const Node& div, std::vector<std::string_view> ids, Findings& findings) {
    std::sort(ids.begin(), ids.end());
    if (std::adjacent_find(ids.begin(), ids.end()) != ids.end())
        warn(div, "narrative-id-repeated", {"An id stands twice in the narrative.", "Et id står to gange i fortællingen."}, findings);
}

/// The language of the resource, of the div and of its sections.
void check_language(const Node& div, const Node& resource, const NarrativeInspection& seen, Findings& findings) {
    if (!seen.languages.empty() && seen.beside_languages)
        warn(div, "narrative-language",
             {"Some of the narrative is in sections for one language each, some is not.",
              "Noget af fortællingen står i afsnit for hvert sit sprog, noget gør ikke."},
             findings);
    const auto language = div.parent && div.parent->parent == &resource ? resource.text("language") : std::string_view{};
    if (language.empty()) return;
    const bool in_sections = seen.lang.empty() && seen.xml_lang.empty() && !seen.languages.empty() && !seen.beside_languages;
    const auto xml_lang = in_sections ? seen.languages.front() : seen.xml_lang;
    const auto lang = in_sections ? xml_lang : seen.lang;
    if (lang == language && xml_lang == language) return;
    const std::string name(language);
    if (lang.empty() || xml_lang.empty())
        warn(div, "narrative-language",
             {"The resource is in " + name + "; the narrative should say so with lang and xml:lang.",
              "Ressourcen er på " + name + "; fortællingen bør sige det med lang og xml:lang."},
             findings);
    else
        warn(div, "narrative-language",
             {"The resource is in " + name + ", the narrative in " + std::string(lang != language ? lang : xml_lang) + ".",
              "Ressourcen er på " + name + ", fortællingen på " + std::string(lang != language ? lang : xml_lang) + "."},
             findings);
}

}  // namespace

void check_narrative(const Node& div, ResourceScope& scope, InnerLinks& links, Findings& findings) {
    const NarrativeInspection seen = inspect_narrative(div.value);
    for (const auto& fault : seen.faults) {
        Told t = told(fault);
        findings.add(div, Severity::error, fault.kind == Kind::active_url ? IssueType::forbidden : IssueType::structure, t.code,
                     std::move(t.words));
    }
    for (const auto& link : seen.links) {
        links.add(link.image ? InnerLinks::Kind::image : InnerLinks::Kind::anchor, div, link.target);
        scope.points_to.push_back(link.target);
    }
    if (seen.ids.size() > 1) check_repeated_ids(div, seen.ids, findings);
    check_language(div, scope.resource, seen, findings);
}

}  // namespace stafet::fhir
