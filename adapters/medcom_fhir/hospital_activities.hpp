// The activities of HospitalNotification 3.0: start, leave and end of a hospital stay, each also revised or cancelled.
#pragma once

#include <string_view>

namespace stafet::medcom {

/// True for a code of value set medcom-hospitalNotification-messageActivities.
inline bool is_hospital_activity(std::string_view code) {
    for (const std::string_view prefix : {"revise-", "cancel-"})
        if (code.starts_with(prefix)) {
            code.remove_prefix(prefix.size());
            break;
        }
    for (const std::string_view known : {"admit-emergency", "admit-inpatient", "start-leave-inpatient", "end-leave-inpatient",
                                         "discharge-emergency-home", "discharge-inpatient-home"})
        if (code == known) return true;
    return false;
}

}  // namespace stafet::medcom
