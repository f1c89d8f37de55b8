// The closed word lists of the configuration language.
#pragma once

#include <string_view>
#include <vector>

namespace stafet::routes {

/// R003: an actor type outside this list is a configuration error.
inline const std::vector<std::string_view> actor_types{"sygehus",       "privathospital", "laboratorium",  "kommune",  "apotek",
                                                       "almen-praksis", "speciallaege",   "fysioterapeut", "psykolog", "tandlaege"};

/// Business kinds that a route can carry; acknowledgements follow their message and are never routed.
inline const std::vector<std::string_view> routable_kinds{"epicrisis", "referral", "plan-update", "discharge-notification",
                                                          "correspondence"};

inline const std::vector<std::string_view> standards{"fhir", "medcom-fhir", "oioxml", "edifact"};

inline const std::vector<std::string_view> roles{"own-practice", "home-municipality", "care-team", "addressee", "organisation"};

inline const std::vector<std::string_view> law_domains{"sundhedslov", "servicelov"};

/// Fields that the envelope itself has; every other name in a condition is a fact.
inline const std::vector<std::string_view> envelope_fields{"standard",          "type",      "version", "syntax",
                                                           "activity",          "episode",   "patient", "own-practice",
                                                           "home-municipality", "care-team", "author",  "consent"};

/// Facts that the standards are known to extract from messages.
inline const std::vector<std::string_view> known_facts{"diagnosis",  "priority", "differentiation-level", "requested-service",
                                                       "speciality", "category", "encounter-class",       "discharge-destination",
                                                       "task",       "deceased"};

}  // namespace stafet::routes
