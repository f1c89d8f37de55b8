// The HTTP guard: whatever a peer sends, a request that gets through has one meaning, and cutting the bytes differently changes nothing.
#include "gateway/http/request_reader.hpp"

#include "base/assert.hpp"

#include <algorithm>

using stafet::http::HeadLimits;
using stafet::http::RequestHead;
using stafet::http::RequestReader;
using Step = RequestReader::Step;

namespace {

struct Reading {
    Step step = Step::need_more;
    RequestHead head;
    std::string body;
    std::string_view refused;
    std::size_t used = 0;
};

/// Reads one request that arrives in pieces of `piece` bytes.
Reading read_in_pieces(std::string_view bytes, std::size_t piece) {
    constexpr std::size_t most_body = 4096;
    Reading out;
    RequestReader reader(HeadLimits{512, 8, 64});
    std::size_t arrived = 0;
    bool in_body = false;
    while (arrived < bytes.size()) {
        arrived = std::min(bytes.size(), arrived + piece);
        for (bool again = true; again;) {
            again = false;
            std::size_t consumed = 0;
            const std::string_view unread = bytes.substr(out.used, arrived - out.used);
            out.step = in_body ? reader.read_body(unread, consumed) : reader.read_head(unread, consumed, out.head);
            STAFET_ASSERT(consumed <= unread.size(), "no more is consumed than there is");
            out.used += consumed;
            out.refused = reader.refusal().code;
            if (out.step == Step::complete && !in_body && out.head.has_body) {
                reader.limit_body(most_body);
                out.step = Step::need_more;
                in_body = again = true;
            }
        }
        if (out.step != Step::need_more) break;
    }
    if (in_body && out.step == Step::complete) out.body = reader.take_body();
    STAFET_ASSERT(out.body.size() <= most_body, "the body keeps its limit");
    return out;
}

void check_meaning(const Reading& reading, std::string_view bytes) {
    const auto& headers = reading.head.request.headers;
    const std::size_t lengths = headers.count("Content-Length");
    const std::size_t encodings = headers.count("Transfer-Encoding");
    STAFET_ASSERT(lengths + encodings <= 1, "one way to say where the body ends");
    STAFET_ASSERT(encodings == 0 || stafet::http::same_name(headers.find("Transfer-Encoding"), "chunked"), "chunked and nothing else");
    STAFET_ASSERT(encodings == 0 || bytes.substr(0, 512).find("HTTP/1.1\r\n") != std::string_view::npos, "chunked only in HTTP/1.1");
    STAFET_ASSERT(headers.count("Host") <= 1, "one host");
    STAFET_ASSERT(headers.size() <= 8 && reading.head.request.target.size() <= 64, "limits hold");
    STAFET_ASSERT(reading.head.request.target.starts_with('/'), "an absolute path");
    STAFET_ASSERT(reading.head.has_body || reading.body.empty(), "no body out of nothing");
    if (reading.head.content_length) STAFET_ASSERT(reading.body.size() == *reading.head.content_length, "the body is as long as it said");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const Reading whole = read_in_pieces(bytes, std::max<std::size_t>(size, 1));
    const Reading slow = read_in_pieces(bytes, 1);
    STAFET_ASSERT(whole.step == slow.step && whole.refused == slow.refused, "pieces do not matter");
    if (whole.step != Step::complete) return 0;
    STAFET_ASSERT(whole.body == slow.body && whole.used == slow.used, "pieces do not matter to the body");
    check_meaning(whole, bytes);
    return 0;
}
