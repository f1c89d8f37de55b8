// Two JSON texts with the same content, told without our own reader: the order of keys does not count, every digit of a number does.
#pragma once

#include <rapidjson/document.h>

#include <string>

namespace stafet::testing {

/// False also when one of them is no JSON. A number and a string of the same letters are different.
inline bool same_json(const std::string& a, const std::string& b) {
    // RapidJSON keeps a number's text only as a string; a mark before each number keeps them apart.
    const auto marked = [](const std::string& text) {
        std::string out;
        bool in_string = false;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (in_string) {
                out += c;
                if (c == '\\' && i + 1 < text.size()) out += text[++i];
                if (c == '"') in_string = false;
            } else if (c == '"') {
                in_string = true;
                out += c;
            } else if (c == '-' || (c >= '0' && c <= '9')) {
                const auto end = text.find_first_not_of("+-.0123456789eE", i);
                out += "{\"number\":\"" + text.substr(i, end - i) + "\"}";
                i = (end == std::string::npos ? text.size() : end) - 1;
            } else {
                out += c;
            }
        }
        return out;
    };
    constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
    rapidjson::Document left, right;
    left.Parse<flags>(marked(a).c_str());
    right.Parse<flags>(marked(b).c_str());
    return !left.HasParseError() && !right.HasParseError() && left == right;
}

}  // namespace stafet::testing
