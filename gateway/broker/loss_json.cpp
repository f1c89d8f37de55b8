#include "gateway/broker/loss_json.hpp"

#include <string_view>

namespace stafet {

namespace {

void append_string(std::string& json, std::string_view text) {
    constexpr char digits[] = "0123456789abcdef";
    json += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (byte < 0x20) {
            json += "\\u00";
            json += digits[byte >> 4];
            json += digits[byte & 15];
        } else {
            json += c;
        }
    }
    json += '"';
}

}  // namespace

std::string to_json(const LossReport& report) {
    std::string json =
        "{\"total\":" + std::to_string(report.leaves_total) + ",\"carried\":" + std::to_string(report.leaves_carried) + ",\"losses\":[";
    bool first = true;
    for (const auto& loss : report.losses) {
        json += first ? "{\"kind\":" : ",{\"kind\":";
        first = false;
        append_string(json, to_string(loss.kind));
        json += ",\"path\":";
        append_string(json, loss.path);
        json += ",\"reason\":";
        append_string(json, loss.reason);
        json += '}';
    }
    return json + "]}";
}

}  // namespace stafet
