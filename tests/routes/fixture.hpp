// A configuration in memory: files, variables and certificates that need no disk.
#pragma once

#include "gateway/ports/standard.hpp"
#include "routes/config/configuration.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

namespace stafet::routes::testing {

/// Noon on 22 November 2026: "now" in every test of this room.
Instant noon();

/// A message of which no more than its envelope is known.
inline Reading read_as(Envelope envelope) {
    Reading reading;
    reading.envelope = std::move(envelope);
    return reading;
}

/// A self-signed certificate, PEM, valid from `from` to `until`.
std::string certificate_pem(Instant from, Instant until);
/// One that is valid for a year around noon().
const std::string& good_certificate();

struct FakeMachine {
    std::map<std::string, std::string> files;
    std::map<std::string, std::string> variables;
    Surroundings surroundings() const;
};

/// Every directory of routes/examples readable, every certificate that it names a fresh one of its own.
Surroundings machine_of_the_examples();

LoadedConfiguration load(const FakeMachine& machine, const std::string& file = "stafet.yaml");
/// Loads `yaml` as the only file beside good certificates under certs/.
LoadedConfiguration load_text(const std::string& yaml);

/// A gateway: section without faults.
inline const std::string good_gateway =
    "gateway: {listen: \"127.0.0.1:8443\", state-directory: state, certificate: certs/gateway.pem, key: certs/gateway.key, ca: "
    "certs/ca.pem}\n";
/// "code@line:column" of every finding, in order.
std::vector<std::string> codes(const Findings& findings);
bool has(const Findings& findings, const std::string& code);
/// The first finding with `code`; an empty one when there is none.
Finding find(const Findings& findings, const std::string& code);

}  // namespace stafet::routes::testing

namespace doctest {
template <>
struct StringMaker<std::vector<std::string>> {
    static String convert(const std::vector<std::string>& words) {
        std::string text;
        for (const auto& word : words) text += word + ' ';
        return text.c_str();
    }
};
}  // namespace doctest
