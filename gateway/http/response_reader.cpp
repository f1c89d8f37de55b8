#include "gateway/http/response_reader.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>

namespace beast_http = boost::beast::http;

namespace stafet::http {
namespace {

constexpr std::uint32_t most_head_bytes = 16 * 1024;
constexpr std::size_t shortest_rest_of_chunks = 5;  // see request_reader.cpp
constexpr std::size_t most_interim_responses = 8;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

struct ResponseReader::Parser {
    std::optional<beast_http::response_parser<beast_http::string_body>> beast;
    bool head_only = false;
    bool begun = false;
    std::size_t most_body_bytes = 0;
    std::size_t interim = 0;
    std::size_t head_bytes = 0;

    void begin() {
        beast.emplace();
        beast->header_limit(most_head_bytes);
        beast->body_limit(most_body_bytes);
        beast->skip(head_only);
    }
};

ResponseReader::ResponseReader() : parser_(std::make_unique<Parser>()) {}
ResponseReader::~ResponseReader() = default;

void ResponseReader::start(std::string_view method, std::size_t most_body_bytes) {
    parser_->head_only = method == "HEAD";
    parser_->most_body_bytes = most_body_bytes;
    parser_->begun = false;
    parser_->interim = 0;
    parser_->head_bytes = 0;
    parser_->begin();
}

ResponseReader::Step ResponseReader::read(std::string_view bytes, std::size_t& consumed) {
    consumed = 0;
    parser_->begun = parser_->begun || !bytes.empty();
    while (!parser_->beast->is_done()) {
        auto& parser = *parser_->beast;
        if (parser.is_header_done() && parser.chunked() && bytes.size() - consumed < shortest_rest_of_chunks) return Step::need_more;
        boost::system::error_code error;
        const std::size_t taken = parser.put({bytes.data() + consumed, bytes.size() - consumed}, error);
        consumed += taken;
        if (!parser.is_header_done() && (parser_->head_bytes += taken) > most_head_bytes) return Step::garbage;
        if (error == beast_http::error::need_more) return Step::need_more;
        if (error == beast_http::error::body_limit) return Step::too_large;
        if (error) return Step::garbage;
        if (parser.is_header_done() && parser.get().result_int() / 100 == 1) {
            if (parser.get().result_int() == 101 || ++parser_->interim > most_interim_responses) return Step::garbage;
            parser_->begin();
        } else if (consumed == bytes.size() && !parser.is_done()) {
            return Step::need_more;
        }
    }
    return Step::complete;
}

ResponseReader::Step ResponseReader::read_end() {
    if (!parser_->begun) return Step::garbage;
    boost::system::error_code error;
    parser_->beast->put_eof(error);
    return error ? Step::garbage : Step::complete;
}

bool ResponseReader::begun() const { return parser_->begun; }

bool ResponseReader::keep_alive() const { return parser_->beast->keep_alive(); }

HttpResponse ResponseReader::take() {
    auto& message = parser_->beast->get();
    HttpResponse response;
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message) response.headers.add(view(field.name_string()), view(field.value()));
    response.content_type = response.headers.find("Content-Type");
    response.body = std::move(message.body());
    return response;
}

}  // namespace stafet::http
