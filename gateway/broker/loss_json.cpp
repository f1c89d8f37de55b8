#include "gateway/broker/loss_json.hpp"

#include <cstdio>

namespace stafet {

namespace {

void append_string(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
            out += escape;
        } else {
            out += c;
        }
    }
    out += '"';
}

}  // namespace

std::string loss_json(const LossReport& report) {
    std::string out =
        "{\"total\":" + std::to_string(report.leaves_total) + ",\"carried\":" + std::to_string(report.leaves_carried) + ",\"losses\":[";
    for (const auto& loss : report.losses) {
        if (out.back() != '[') out += ',';
        out += "{\"kind\":";
        append_string(out, to_string(loss.kind));
        out += ",\"path\":";
        append_string(out, loss.path);
        out += ",\"reason\":";
        append_string(out, loss.reason);
        out += '}';
    }
    return out + "]}";
}

}  // namespace stafet
