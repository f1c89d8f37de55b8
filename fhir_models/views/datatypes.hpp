// Views of the datatypes that resources share: identifiers, codes, names, addresses, references, quantities, extensions.
#pragma once

#include "fhir_models/views/view.hpp"

namespace stafet::fhir {

class Period : public View {
   public:
    using View::View;
    std::string_view start() const { return text("start"); }
    std::string_view end() const { return text("end"); }
};

class Coding : public View {
   public:
    using View::View;
    std::string_view system() const { return text("system"); }
    std::string_view version() const { return text("version"); }
    std::string_view code() const { return text("code"); }
    std::string_view display() const { return text("display"); }
};

class CodeableConcept : public View {
   public:
    using View::View;
    Repeats<Coding> codings() const { return all<Coding>("coding"); }
    std::string_view text() const { return View::text("text"); }
    /// The coding of this system; empty when there is none.
    Coding coding_in(std::string_view system) const {
        for (const Coding coding : codings())
            if (coding.system() == system) return coding;
        return {};
    }
};

class Identifier : public View {
   public:
    using View::View;
    std::string_view use() const { return text("use"); }
    CodeableConcept type() const { return one<CodeableConcept>("type"); }
    std::string_view system() const { return text("system"); }
    std::string_view value() const { return text("value"); }
};

class Reference : public View {
   public:
    using View::View;
    std::string_view reference() const { return text("reference"); }
    std::string_view type() const { return text("type"); }
    Identifier identifier() const { return one<Identifier>("identifier"); }
    std::string_view display() const { return text("display"); }
};

class Quantity : public View {
   public:
    using View::View;
    std::string_view value() const { return text("value"); }  ///< the decimal exactly as written
    std::string_view comparator() const { return text("comparator"); }
    std::string_view unit() const { return text("unit"); }
    std::string_view system() const { return text("system"); }
    std::string_view code() const { return text("code"); }
};

class HumanName : public View {
   public:
    using View::View;
    std::string_view use() const { return View::text("use"); }
    std::string_view text() const { return View::text("text"); }
    std::string_view family() const { return View::text("family"); }
    Repeats<Text> givens() const { return all<Text>("given"); }
    Repeats<Text> prefixes() const { return all<Text>("prefix"); }
};

class ContactPoint : public View {
   public:
    using View::View;
    std::string_view system() const { return text("system"); }
    std::string_view value() const { return text("value"); }
    std::string_view use() const { return text("use"); }
};

class Address : public View {
   public:
    using View::View;
    std::string_view use() const { return View::text("use"); }
    std::string_view text() const { return View::text("text"); }
    Repeats<Text> lines() const { return all<Text>("line"); }
    std::string_view city() const { return View::text("city"); }
    std::string_view district() const { return View::text("district"); }
    std::string_view postal_code() const { return View::text("postalCode"); }
    std::string_view country() const { return View::text("country"); }
};

class Annotation : public View {
   public:
    using View::View;
    const Node* author() const { return choice("author"); }
    std::string_view time() const { return View::text("time"); }
    std::string_view text() const { return View::text("text"); }
};

class Narrative : public View {
   public:
    using View::View;
    std::string_view status() const { return text("status"); }
    std::string_view div() const { return text("div"); }  ///< xhtml as source text
};

class Attachment : public View {
   public:
    using View::View;
    std::string_view content_type() const { return text("contentType"); }
    std::string_view data() const { return text("data"); }  ///< base64
    std::string_view url() const { return text("url"); }
    std::string_view title() const { return text("title"); }
    std::string_view creation() const { return text("creation"); }
};

class Extension : public View {
   public:
    using View::View;
    std::string_view url() const { return text("url"); }
    /// valueString, valueCoding, ...; nullptr when the extension holds extensions.
    const Node* value() const { return choice("value"); }
    Repeats<Extension> extensions() const { return all<Extension>("extension"); }
};

/// The extension with this url of any element; empty when there is none.
inline Extension extension_of(const Node* element, std::string_view url) {
    for (const Extension extension : Repeats<Extension>(element ? element->child("extension") : nullptr))
        if (extension.url() == url) return extension;
    return {};
}

}  // namespace stafet::fhir
