// stafet-sinks: the receivers of a load test in one process. Each answers a message with its receipt in the response, at once.
//
//   stafet-sinks CERTS_DIRECTORY PORTS_FILE      runs until SIGTERM; PORTS_FILE gets one "name port" a line
#include "base/ids.hpp"
#include "deploy/demo/receipt.hpp"
#include "deploy/demo/wire_text.hpp"
#include "gateway/http/server.hpp"
#include "gateway/runtime/signals.hpp"

#include <cstdio>
#include <fstream>
#include <future>

namespace stafet::bench {
namespace {

/// The id that stands behind `marker` in compact JSON; "" when there is none.
std::string id_behind(const std::string& json, std::string_view marker) {
    const auto at = json.find(marker);
    const auto begin = at == std::string::npos ? at : json.find("\"id\":\"", at);
    return begin == std::string::npos ? "" : json.substr(begin + 6, 36);
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
}

/// Writes a sink's receipts. The first Acknowledgement is written as a party would; the later ones differ from it in their ids only,
/// so that a load test does not measure its own JSON parser. Not thread-safe.
class Receipts {
   public:
    http::HttpResponse answer(const party::Identity& who, const std::string& body) {
        const bool wrapped = body.find("VANSEnvelope") != std::string::npos;
        const std::string letter = wrapped ? party::base64_decode(party::element_text(body, {"Message", "Data"})) : body;
        if (letter.find("\"acknowledgement-message\"") != std::string::npos) return {};
        const std::string id = id_behind(letter, "\"resourceType\":\"MessageHeader\"");
        http::HttpResponse response;
        if (!id.empty() && !first_.body.empty()) {
            response.content_type = first_.content_type;
            response.body = first_.body;
            replace_all(response.body, answers_, id);
            replace_all(response.body, header_id_, random_ids().uuid());
            replace_all(response.body, bundle_id_, random_ids().uuid());
            return response;
        }
        const party::Arrived message = party::read_message(letter);
        if (!message.wants_receipt) return {};
        const party::Receipt receipt = party::write_receipt(who, message, "", system_clock().now());
        response.content_type = receipt.content_type;
        response.body = receipt.body;
        if (!id.empty()) remember(receipt, id);
        return response;
    }

   private:
    void remember(const party::Receipt& receipt, const std::string& answers) {
        first_ = receipt;
        answers_ = answers;
        header_id_ = id_behind(receipt.body, "\"resourceType\":\"MessageHeader\"");
        bundle_id_ = id_behind(receipt.body, "\"resourceType\":\"Bundle\"");
    }

    party::Receipt first_;
    std::string answers_, header_id_, bundle_id_;
};

struct Sink {
    party::Identity who;
    std::string certificate;
    Receipts receipts;
    std::unique_ptr<http::HttpServer> server;
};

Result<std::unique_ptr<http::HttpServer>> start(EventLoop& loop, Metrics& metrics, const std::string& certs, Sink& sink) {
    auto tls = TlsContext::load(TlsContext::Role::server,
                                {certs + "/" + sink.certificate + ".pem", certs + "/" + sink.certificate + ".key", certs + "/ca.pem", ""});
    if (!tls) return tls.error();
    http::Router router;
    for (const char* path : {"/medcom", "/fhir/$process-message"}) {
        router.add({"POST", path,
                    [&sink](http::HttpRequest request, http::Respond respond) { respond(sink.receipts.answer(sink.who, request.body)); },
                    16 * 1024 * 1024});
    }
    http::ServerOptions options;
    options.name = sink.who.name;
    options.tls = *tls;
    return http::HttpServer::start(loop, metrics, std::move(router), options);
}

int run(const std::string& certs, const std::string& ports_file) {
    EventLoop loop(1);
    Metrics metrics;
    Sink sinks[] = {{{"nordby-sygehus", "990010000000001", "5790009900016"}, "nordby-sygehus", {}, nullptr},
                    {{"laegehuset-vestergade", "990010000000002", "5790009900023"}, "laegehuset-vestergade", {}, nullptr},
                    {{"testby-sygepleje", "990010000000004", "5790009900047"}, "testby-kommune", {}, nullptr}};
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
