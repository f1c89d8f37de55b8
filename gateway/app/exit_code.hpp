// What every command of stafet ends with: sysexits where they fit.
#pragma once

namespace stafet::app {

enum ExitCode : int {
    good = 0,
    findings = 1,  ///< it ran; something was found
    usage = 64,
    bad_data = 65,     ///< the message or file given cannot be read
    unavailable = 69,  ///< a server, a store or a port is not there
    not_permitted = 77,
    bad_configuration = 78,
};

}  // namespace stafet::app
