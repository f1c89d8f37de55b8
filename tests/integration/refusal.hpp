// What every refusal must be, whatever the reason: one clear answer, one log line and one count, without personal data, and no delivery.
#pragma once

#include "tests/integration/site.hpp"

#include <string>

namespace stafet::testing {

struct Refusal {
    int status = 422;
    std::string code;                                     ///< the issue code
    std::string counter = "stafet_rejected_total{code=";  ///< the series, up to the code
};

/// Sends `message` as `sender` and checks all of the above; the answer, for what is particular to a row.
std::string check_refused(Site& site, Party& sender, const Message& message, const Refusal& expected);

/// Fails the test when a line holds personal data of these messages.
void check_no_personal_data(const std::vector<std::string>& lines);

/// The XCTL02 in an answer of /medcom.
party::Arrived negative_receipt(const std::string& answer);

inline const std::string refused_by_http = "stafet_http_refused_total{listener=\"doors\",code=";

}  // namespace stafet::testing
