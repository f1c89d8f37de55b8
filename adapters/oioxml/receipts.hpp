// The receipts of letters: XCTL03 (positive) and XCTL02 (negative), as a receiver of a letter writes them.
//
// Sender and receiver are swapped against the letter that is answered, OriginalSender and OriginalReceiver are not. A receipt is never
// acknowledged itself. The namespace is always that of 2005/08/07, whatever the letter's.
#pragma once

#include "adapters/mapping/hub_rendering.hpp"
#include "gateway/ports/translator.hpp"

#include <string_view>

namespace stafet::oioxml {

/// Longest RefuseText: what fits the one FTX segment of an EDIFACT CONTRL.
inline constexpr std::size_t max_refuse_text = 350;

/// Code of the list RefuseCode for a kind of finding.
std::string_view refuse_code(IssueType type);

/// XCTL03 when the outcome is ok, else XCTL02 with code and text from the outcome or, where it has none, from the issues. Ids of the
/// request longer than 14 characters are replaced by ones derived from them. Error "receipt-id-too-long": the original's ids do not fit
/// a receipt, so it was no letter. `language`: "en" for English texts, else Danish.
Translation write_receipt(const AcknowledgementRequest& request, std::string_view language = "da");

/// The standard's part of the translator: write_receipt in Danish.
AcknowledgementWriter acknowledgement_writer();

}  // namespace stafet::oioxml
