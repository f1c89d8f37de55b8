#include "routes/config/gateway_config.hpp"

#include "routes/partners/certificate.hpp"

#include <charconv>

namespace stafet::routes {

namespace {

constexpr std::size_t longest_pem = 256 << 10;
constexpr std::chrono::hours shortest_keeping{24};

bool is_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const auto port = text.substr(colon + 1);
    unsigned number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    return error == std::errc() && end == port.data() + port.size() && number <= 65535;
}

std::string address(Section& gateway, std::string_view key, bool required) {
    constexpr std::string_view right = "host:port, such as 0.0.0.0:8443";
    std::string text = required ? gateway.required_text(key, right) : gateway.text(key);
    if (!text.empty() && !is_address(text))
        gateway.add("bad-address", gateway.place(key), std::string(key) + " is " + gateway.shown(key), std::string(right));
    return text;
}

std::string pem_file(Section& gateway, std::string_view key, const Surroundings& surroundings) {
    std::string file = gateway.required_text(key, "the path of a PEM file");
    if (!file.empty() && !surroundings.read(file, longest_pem))
        gateway.add("file-unreadable", gateway.place(key), std::string(key) + ": cannot read " + file, "a readable PEM file");
    return file;
}

GatewayLimits read_limits(const YamlNode& node, Findings& findings) {
    Section section(node, "limits", findings);
    GatewayLimits limits;
    limits.body = section.size("body", limits.body);
    limits.letter = section.size("letter", limits.letter);
    limits.header = section.size("header", limits.header);
    limits.in_flight = section.size("in-flight", limits.in_flight);
    limits.connections = section.number("connections", limits.connections, 1, 100'000);
    limits.depth = section.number("depth", limits.depth, 8, 256);
    limits.header_timeout = section.duration("header-timeout", limits.header_timeout);
    limits.body_timeout = section.duration("body-timeout", limits.body_timeout);
    limits.idle_timeout = section.duration("idle-timeout", limits.idle_timeout);
    limits.delivery_timeout = section.duration("delivery-timeout", limits.delivery_timeout);
    if (limits.in_flight < limits.body)
        section.add("limits-contradict", section.place("in-flight"), "in-flight is less than one body may be",
                    "at least the value of body");
    section.finish();
    return limits;
}

}  // namespace

GatewayConfig read_gateway(const YamlNode& node, const Surroundings& surroundings, Instant now, Findings& findings) {
    Section section(node, "gateway", findings);
    GatewayConfig config;
    config.listen = address(section, "listen", true);
    config.health = address(section, "health", false);
    config.public_url = section.text("public-url");
    if (!config.public_url.empty() && !config.public_url.starts_with("https://"))
        section.add("url-not-https", section.place("public-url"), "public-url is " + section.shown("public-url"), "an https:// URL");
    config.state_directory = section.required_text("state-directory", "a directory that survives a restart");
    config.certificate_file = pem_file(section, "certificate", surroundings);
    config.key_file = pem_file(section, "key", surroundings);
    config.ca_file = pem_file(section, "ca", surroundings);
    if (const auto pem = surroundings.read(config.certificate_file, longest_pem))
        check_certificate(read_certificate(*pem), config.certificate_file, section.place("certificate"), now, findings);
    config.io_threads = section.number("io-threads", config.io_threads, 1, 64);
    config.workers = section.number("workers", config.workers, 1, 256);
    config.drain = section.duration("drain", config.drain);
    config.keep_content = section.duration("keep-content", config.keep_content);
    if (config.keep_content.count() > 0 && config.keep_content < shortest_keeping)
        section.add("bad-value", section.place("keep-content"), "keep-content is " + section.shown("keep-content"),
                    "at least 1d: trace and replay need the content for a while");
    if (const auto level = section.word("log", {"debug", "info", "warn", "error"}); !level.empty()) config.log_level = level;
    if (const auto* limits = section.node("limits")) config.limits = read_limits(*limits, findings);
    section.finish();
    return config;
}

}  // namespace stafet::routes
