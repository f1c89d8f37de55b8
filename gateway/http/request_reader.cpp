#include "gateway/http/request_reader.hpp"

#include "base/assert.hpp"
#include "gateway/http/router.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace beast_http = boost::beast::http;

namespace stafet::http {
namespace {

constexpr Refusal malformed{400, "bad-request", "The request is not well-formed HTTP/1.1."};
constexpr Refusal wrong_version{505, "http-version", "This server speaks HTTP/1.1."};
constexpr Refusal body_too_large{413, "body-too-large", "The request body is larger than this address accepts."};

// Beast 345 asserts, and so ends the process, when the last chunk comes as "0\r\n" and then one byte. No chunked body that is not complete
// has less than the five bytes of "0\r\n\r\n" to come, so fewer are never shown to it.
constexpr std::size_t shortest_rest_of_chunks = 5;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

Refusal refusal_of(const boost::system::error_code& error) {
    if (error == beast_http::error::bad_version) return wrong_version;
    if (error == beast_http::error::body_limit) return body_too_large;
    return malformed;
}

}  // namespace

struct RequestReader::Parser {
    std::optional<beast_http::request_parser<beast_http::string_body>> beast;
};

RequestReader::RequestReader(HeadLimits limits) : limits_(limits), parser_(std::make_unique<Parser>()) { start(); }
RequestReader::~RequestReader() = default;

void RequestReader::start() {
    scan_ = {};
    refusal_ = {};
    parser_->beast.emplace();
    parser_->beast->header_limit(static_cast<std::uint32_t>(limits_.bytes));
    parser_->beast->body_limit(boost::none);
}

RequestReader::Step RequestReader::read_head(std::string_view bytes, std::size_t& consumed, RequestHead& head) {
    consumed = 0;
    if (!scan_.scan(bytes, limits_)) {
        refusal_ = scan_.refusal();
        return refusal_ ? Step::refused : Step::need_more;
    }
    auto& parser = *parser_->beast;
    boost::system::error_code error;
    consumed = parser.put({bytes.data(), scan_.head_size()}, error);
    if (error || !parser.is_header_done() || consumed != scan_.head_size()) {
        refusal_ = refusal_of(error);
        return Step::refused;
    }
    const auto& message = parser.get();
    HttpRequest& request = head.request;
    request.method = view(message.method_string());
    request.target = view(message.target());
    if (!decode_path(request.target, request.path)) request.path.clear();
    request.headers.reserve(16, scan_.head_size());
    for (const auto& field : message) request.headers.add(view(field.name_string()), view(field.value()));
    refusal_ = check_head(request, message.version(), limits_);
    if (refusal_) return Step::refused;

    head.keep_alive = parser.keep_alive();
    if (const auto length = parser.content_length()) head.content_length = *length;
    head.has_body = parser.chunked() || head.content_length.value_or(0) > 0;
    if (const std::string_view expect = request.headers.find("Expect"); !expect.empty()) {
        if (!same_name(expect, "100-continue")) {
            refusal_ = {417, "expectation-failed", "The only expectation supported is 100-continue."};
            return Step::refused;
        }
        head.expects_continue = head.has_body && message.version() == 11;
    }
    return Step::complete;
}

void RequestReader::limit_body(std::size_t bytes) {
    parser_->beast->body_limit(bytes);
    const auto length = parser_->beast->content_length();
    if (length && *length > bytes) refusal_ = body_too_large;
}

RequestReader::Step RequestReader::read_body(std::string_view bytes, std::size_t& consumed) {
    auto& parser = *parser_->beast;
    consumed = 0;
    while (!refusal_ && !parser.is_done()) {
        if (parser.chunked() && bytes.size() - consumed < shortest_rest_of_chunks) return Step::need_more;
        boost::system::error_code error;
        const std::size_t taken = parser.put({bytes.data() + consumed, bytes.size() - consumed}, error);
        consumed += taken;
        if (error == beast_http::error::need_more) return Step::need_more;
        if (error) refusal_ = refusal_of(error);
        if (!error && consumed == bytes.size() && !parser.is_done()) return Step::need_more;
        STAFET_ASSERT(error || taken > 0 || parser.is_done(), "the parser makes progress");
    }
    return refusal_ ? Step::refused : Step::complete;
}

std::size_t RequestReader::body_size() const { return parser_->beast->get().body().size(); }

std::string RequestReader::take_body() { return std::move(parser_->beast->get().body()); }

}  // namespace stafet::http
