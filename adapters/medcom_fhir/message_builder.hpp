// Builds a MedCom FHIR message Bundle element by element, in the order that FHIR XML wants, and writes it as JSON or XML.
//
// Knows the parts that every MedCom message shares: MessageHeader, messaging Organization, Provenance, narrative.
#pragma once

#include "base/time.hpp"
#include "fhir_models/tree/tree.hpp"
#include "gateway/ports/envelope.hpp"

#include <string>
#include <string_view>

namespace stafet::medcom {

/// Base of `fullUrl` in what we write: an identity of the entry inside its Bundle, not an address to fetch from.
inline constexpr std::string_view entry_base = "https://stafet.invalid/fhir/";

struct HeaderParts {
    std::string_view id;
    std::string_view profile;
    std::string_view event;  ///< code in MedCom's event codes
    std::string_view narrative;
};

/// One party of the message: its Organization resource's id and its identifiers.
struct BundledParty {
    std::string id;
    PartyRef party;
};

class MessageBuilder {
   public:
    /// `now` becomes Bundle.timestamp, in Danish local time with offset.
    MessageBuilder(std::string_view profile, std::string_view bundle_id, Instant now);

    fhir::Tree& tree() { return tree_; }
    /// A new entry; `narrative` is plain text ("" = none).
    fhir::Node& resource(std::string_view type, std::string_view id, std::string_view profile, std::string_view narrative = {});
    /// MessageHeader up to and including source; the caller appends response and focus.
    fhir::Node& header(const HeaderParts& parts, const BundledParty& sender, const BundledParty& receiver);
    void organization(const BundledParty& party);
    /// Provenance of the header with this id; the caller appends entity.
    fhir::Node& provenance(std::string_view id, std::string_view header_id, Instant when, std::string_view activity,
                           const BundledParty& who);

    fhir::Node& item(fhir::Node& parent, std::string_view name);  ///< one element of a repeating element
    void reference(fhir::Node& parent, std::string_view name, std::string_view type, std::string_view id);
    void coding(fhir::Node& codeable_concept, std::string_view system, std::string_view code);

    /// `syntax` is "json" or "xml".
    std::string write(std::string_view syntax) const;

   private:
    fhir::Tree tree_;
};

/// Plain text as the content of an xhtml div.
std::string narrative_div(std::string_view text);

}  // namespace stafet::medcom
