// What the process itself needs to run: the `gateway:` section. Plain values; paths are as written, relative to the working directory.
#pragma once

#include "base/time.hpp"
#include "routes/yaml/section.hpp"
#include "routes/yaml/surroundings.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace stafet::routes {

struct GatewayLimits {
    std::size_t body = 140'000'000;       ///< bytes of one request: a 100 MB letter in base64 and its envelope
    std::size_t letter = 100'000'000;     ///< bytes of one letter or Bundle (FHIRCOM 030)
    std::size_t header = 16 << 10;        ///< bytes of the request's header
    std::size_t in_flight = 512'000'000;  ///< bytes of all bodies under way
    std::uint32_t connections = 1024;
    std::uint32_t depth = 64;  ///< nesting of JSON and XML
    std::chrono::milliseconds header_timeout{std::chrono::seconds(10)};
    std::chrono::milliseconds body_timeout{std::chrono::seconds(15)};  ///< for every 64 KiB
    std::chrono::milliseconds idle_timeout{std::chrono::seconds(60)};
    std::chrono::milliseconds delivery_timeout{std::chrono::seconds(30)};
};

struct GatewayConfig {
    std::string listen;      ///< "host:port" of the doors, mutual TLS
    std::string health;      ///< "host:port" of health and metrics, plain HTTP; "" = none
    std::string public_url;  ///< https URL by which partners reach the doors; "" = https://<listen>
    std::string state_directory;
    std::string certificate_file;  ///< PEM, the chain, as server and as client
    std::string key_file;          ///< PEM
    std::string ca_file;           ///< PEM, the issuers of partner certificates
    std::uint32_t io_threads = 1;
    std::uint32_t workers = 2;
    std::chrono::milliseconds drain{std::chrono::seconds(20)};  ///< how long a stop waits for work under way
    std::chrono::milliseconds keep_content{0};  ///< originals and payloads of finished messages; 0 = for good
    std::string log_level = "info";
    GatewayLimits limits;
};

/// Reads the section and looks that its certificate, key and CA files are there and the certificate has not expired.
GatewayConfig read_gateway(const YamlNode& node, const Surroundings& surroundings, Instant now, Findings& findings);

}  // namespace stafet::routes
