#include "adapters/medcom_fhir/writer_checks.hpp"

#include "fhir_models/tree/finding.hpp"

#include <string>

namespace stafet::medcom {

void require_messaging_party(const PartyRef& party, std::string_view role, Issues& issues) {
    if (!party.sor.empty() && !party.gln.empty()) return;
    const std::string who(role);
    issues.push_back(fhir::finding(
        Severity::error, IssueType::business_rule, "party-without-sor-or-gln", who, {},
        {"the " + who + " needs a SOR code and a GLN in the partner registry to be named in a MedCom message",
         "SOR-kode og lokationsnummer for " + who + " skal stå i partnerregistret for at kunne indgå i en MedCom-meddelelse"}));
}

}  // namespace stafet::medcom
