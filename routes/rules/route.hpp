// A route: from whom, what, when, to whom, in which kind, for what purpose and on what legal basis. Plain values.
#pragma once

#include "gateway/ports/routing.hpp"
#include "routes/rules/condition.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace stafet::routes {

/// Whom a route sends to: resolved per message.
enum class Role : std::uint8_t { own_practice, home_municipality, care_team, addressee, organisation };
std::string_view to_string(Role role);

struct Route {
    std::string name;
    std::vector<std::string> from;      ///< partner ids and actor types
    std::vector<std::string> messages;  ///< business kinds
    std::optional<Condition> when;
    Role role = Role::addressee;
    std::string organisation;       ///< partner id, for Role::organisation
    std::optional<LawDomain> unit;  ///< only a sub-unit under this law may receive
    std::vector<std::string> send;  ///< business kinds in order of preference: the first that the receiver can read
    std::string purpose;
    std::string legal_basis;
    bool consent_required = false;
    std::string crossing_basis;  ///< declared basis for crossing between health law and social law without consent; may be empty
    RetryPolicy retry;
    std::string dead_letter;  ///< what a person does when it cannot be delivered
    Place where;
    std::map<std::string, Place> parts_at;

    Place place(const std::string& key) const {
        const auto found = parts_at.find(key);
        return found == parts_at.end() ? where : found->second;
    }
};

/// Reads the list under `routes:`; appends what could be read.
void read_routes(const YamlNode& node, std::vector<Route>& routes, Findings& findings);

}  // namespace stafet::routes
