// Expat, wrapped once: strict, namespace-aware SAX for every XML format Stafet reads.
//
// Refuses DTDs (so entities and external references never happen), bounds depth and size. Decodes UTF-8, ISO-8859-1 and
// windows-1252 (and US-ASCII) to UTF-8; anything else is an Issue.
#pragma once

#include "base/issue.hpp"
#include "fhir_models/json/json_reader.hpp"

#include <string_view>
#include <vector>

namespace stafet::fhir {

struct XmlAttribute {
    std::string_view name;  ///< local name; namespaced attributes as "uri|local"
    std::string_view value;
};

/// Events in document order. Views are valid during the call only. Offsets are bytes of the source.
class XmlHandler {
   public:
    virtual ~XmlHandler() = default;
    virtual void start(std::string_view ns, std::string_view name, const std::vector<XmlAttribute>& attributes, std::size_t offset) = 0;
    virtual void end(std::string_view ns, std::string_view name, std::size_t offset_after) = 0;
    virtual void text(std::string_view utf8, std::size_t offset) = 0;
};

/// Feeds `bytes` to `handler`; returns the findings that stopped it (empty when the document is well-formed).
Issues read_xml_events(std::string_view bytes, XmlHandler& handler, const ReadLimits& limits = {});

}  // namespace stafet::fhir
