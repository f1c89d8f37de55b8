// stafet-sinks: the receivers of a load test in one process. Each answers a message with its receipt in the response, at once.
//
//   stafet-sinks CERTS_DIRECTORY PORTS_FILE      runs until SIGTERM; PORTS_FILE gets one "name port" a line
#include "deploy/demo/receipt.hpp"
#include "gateway/http/server.hpp"
#include "gateway/runtime/signals.hpp"

#include <cstdio>
#include <fstream>
#include <future>

namespace stafet::bench {
namespace {

struct Sink {
    party::Identity who;
    std::string certificate;
    std::unique_ptr<http::HttpServer> server;
};

http::HttpResponse answer(const party::Identity& who, const http::HttpRequest& request) {
    http::HttpResponse response;
    const party::Arrived message = party::read_message(request.body);
    if (!message.wants_receipt) return response;
    party::Receipt receipt = party::write_receipt(who, message, "", system_clock().now());
    response.content_type = receipt.content_type;
    response.body = std::move(receipt.body);
    return response;
}

Result<std::unique_ptr<http::HttpServer>> start(EventLoop& loop, Metrics& metrics, const std::string& certs, const Sink& sink) {
    auto tls = TlsContext::load(TlsContext::Role::server,
                                {certs + "/" + sink.certificate + ".pem", certs + "/" + sink.certificate + ".key", certs + "/ca.pem", ""});
    if (!tls) return tls.error();
    http::Router router;
    for (const char* path : {"/medcom", "/fhir/$process-message"}) {
        router.add({"POST", path, [&sink](http::HttpRequest request, http::Respond respond) { respond(answer(sink.who, request)); },
                    16 * 1024 * 1024});
    }
    http::ServerOptions options;
    options.name = sink.who.name;
    options.tls = *tls;
    return http::HttpServer::start(loop, metrics, std::move(router), options);
}

int run(const std::string& certs, const std::string& ports_file) {
    EventLoop loop;
    Metrics metrics;
    Sink sinks[] = {{{"nordby-sygehus", "990010000000001", "5790009900016"}, "nordby-sygehus", nullptr},
                    {{"laegehuset-vestergade", "990010000000002", "5790009900023"}, "laegehuset-vestergade", nullptr},
                    {{"testby-sygepleje", "990010000000004", "5790009900047"}, "testby-kommune", nullptr}};
    std::string ports;
    for (auto& sink : sinks) {
        auto server = start(loop, metrics, certs, sink);
        if (!server) {
            std::fprintf(stderr, "stafet-sinks: %s\n", server.error().detail.c_str());
            return 69;
        }
        sink.server = std::move(*server);
        ports += sink.who.name + " " + std::to_string(sink.server->port()) + "\n";
    }
    std::ofstream(ports_file) << ports;
    std::promise<void> stop;
    std::atomic<bool> stopping = false;
    Signals signals(loop, [&](int) {
        if (!stopping.exchange(true)) stop.set_value();
    });
    stop.get_future().wait();
    return 0;
}

}  // namespace
}  // namespace stafet::bench

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: stafet-sinks CERTS_DIRECTORY PORTS_FILE\n");
        return 64;
    }
    return stafet::bench::run(argv[1], argv[2]);
}
