// One accepted connection: reads a request, has it answered, writes the response, again and again. Internal to this room.
//
// Lives on its own strand; every member function except answer() is called there.
#pragma once

#include "gateway/http/request_reader.hpp"
#include "gateway/http/server_state.hpp"

namespace stafet::http {

class Connection : public std::enable_shared_from_this<Connection> {
   public:
    Connection(std::shared_ptr<HttpServer::State> server, Strand strand, Stream stream, std::shared_ptr<TlsContext> tls);

    /// The whole life of the connection; `self` keeps it alive.
    static Task<void> run(std::shared_ptr<Connection> self);
    /// Thread-safe. Answers request number `request`; any but the first answer, and one that comes too late, is dropped.
    void answer(std::uint64_t request, HttpResponse response);

    void expire();
    /// Ends the wait for the next request; a request under way goes on.
    void drain();
    void close();

    Strand strand;
    Deadline deadline;
    std::list<std::weak_ptr<Connection>>::iterator place;  ///< in the server's list

   private:
    Task<bool> handshake();
    Task<bool> exchange();
    Task<bool> read_head(RequestHead& head);
    Task<bool> read_body(const RequestHead& head, std::size_t limit);
    Task<bool> read_more();
    Task<bool> respond(const Route& route, RequestHead& head);
    Task<bool> refuse(const HttpRequest& request, bool keep_alive);
    Task<bool> write(HttpResponse response, bool head_only, bool keep_alive);
    Task<void> say_goodbye();
    void ask(const Route& route, HttpRequest request);
    bool reserve(std::size_t bytes);
    void release();
    void take_answer(std::uint64_t request, HttpResponse response);

    std::shared_ptr<HttpServer::State> server_;
    std::shared_ptr<TlsContext> tls_;  ///< must outlive the stream
    Stream stream_;
    std::string peer_;
    ReadBuffer buffer_;
    RequestReader reader_;
    std::string out_;
    Refusal refusal_;
    std::string allowed_;  ///< methods, with a 405; media types, with a 415
    std::size_t reserved_ = 0;
    std::uint64_t request_ = 0;
    std::optional<HttpResponse> answer_;
    asio::steady_timer answered_;
    bool idle_ = true;  ///< between two requests: may be closed without harm
    bool expired_ = false;
    bool closed_ = false;
};

}  // namespace stafet::http
