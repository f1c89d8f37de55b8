// stafet-party: plays a hospital, a practice or a municipality of the demo as a program of its own, over mutual TLS.
#include "deploy/demo/inbox.hpp"
#include "deploy/demo/json_text.hpp"
#include "gateway/http/server.hpp"
#include "gateway/runtime/signals.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <future>
#include <iterator>

namespace stafet::party {
namespace {

constexpr std::size_t max_message_bytes = 110 * 1024 * 1024;

struct Options {
    Identity me;
    LinkOptions link;
    InboxOptions inbox;
    std::uint16_t port = 0;
    std::string port_file;
    std::string criteria;
    std::string endpoint;
    std::string file;
    std::string to = "/fhir/$process-message";
    std::string content_type;
    std::string wrap_for;  ///< GLN of the receiver that the VANSEnvelope names
    bool leave = false;
};

int fail(const Fault& fault) {
    std::fprintf(stderr, "stafet-party: %s: %s\n", std::string(to_string(fault.kind)).c_str(), fault.detail.c_str());
    return fault.kind == FaultKind::config ? 78 : 69;
}

/// Asks the gateway to notify us of messages at an address of ours.
int subscribe(const Options& options, GatewayLink& link, const Inbox& inbox) {
    const auto answer =
        link.call("POST", "/fhir/Subscription?receiver=" + options.me.name, "application/fhir+json",
                  R"({"resourceType":"Subscription","status":"requested","reason":"messages for us","criteria":")" + options.criteria +
                      R"(","channel":{"type":"rest-hook","endpoint":")" + options.endpoint + R"(","payload":"application/fhir+json"}})");
    if (!answer) return fail(answer.error());
    inbox.print("subscribed to " + options.criteria + ": " + std::to_string(answer->status));
    if (answer->status != 201) std::fprintf(stderr, "%s\n", answer->body.c_str());
    return answer->status == 201 ? 0 : 1;
}

int serve(const Options& options, EventLoop& loop, Metrics& metrics, Inbox& inbox) {
    auto tls = TlsContext::load(TlsContext::Role::server, options.link.tls);
    if (!tls) return fail(tls.error());
    http::Router router;
    for (const char* path : {"/medcom", "/fhir/$process-message", "/inbox", "/inbox/{}", "/inbox/{}/{}"}) {
        for (const char* method : {"POST", "PUT"}) router.add({method, path, inbox.handler(), max_message_bytes});
    }
    http::ServerOptions server_options;
    server_options.name = options.me.name;
    server_options.address.port = options.port;
    server_options.tls = *tls;
    auto server = http::HttpServer::start(loop, metrics, std::move(router), server_options);
    if (!server) return fail(server.error());
    const std::uint16_t port = (*server)->port();
    if (!options.port_file.empty()) std::ofstream(options.port_file) << port << '\n';
    inbox.print("listens on https://localhost:" + std::to_string(port));

    std::promise<void> stop;
    std::atomic<bool> stopping = false;
    Signals signals(loop, [&](int) {
        if (!stopping.exchange(true)) stop.set_value();
    });
    stop.get_future().wait();
    return 0;
}

int send_file(const Options& options, GatewayLink& link, const Inbox& inbox) {
    std::ifstream in(options.file, std::ios::binary);
    std::string body{std::istreambuf_iterator<char>(in), {}};
    const Arrived message = read_message(body);
    std::string content_type = message.form == Arrived::Form::fhir ? "application/fhir+json" : "application/xml";
    if (!options.content_type.empty()) content_type = options.content_type;
    if (!options.wrap_for.empty()) {
        const auto space = message.type.find(' ');
        body = wrap_letter(options.me.gln, options.wrap_for, "MCM:" + message.type.substr(0, space), message.type.substr(space + 1), body,
                           system_clock().now());
    }
    const auto answer = link.call("POST", options.to, content_type, std::move(body));
    if (!answer) return fail(answer.error());
    const Arrived receipt = read_message(answer->body);
    inbox.print("sent " + message.type + " " + message.message_id + " to " + options.to + ": " + std::to_string(answer->status) +
                (receipt.outcome.empty() ? "" : ", " + receipt.outcome + (receipt.reason.empty() ? "" : " (" + receipt.reason + ")")));
    if (answer->status >= 400) std::fprintf(stderr, "%s\n", answer->body.c_str());
    return answer->status < 300 ? 0 : 1;
}

/// Fetches, answers and confirms everything in our mailbox; with --leave only looks.
int collect(const Options& options, GatewayLink& link, Inbox& inbox) {
    const std::string as_me = "?receiver=" + options.me.name;  // an organisation's certificate speaks for its units
    const auto list = link.call("GET", "/mailbox" + as_me, "", "");
    if (!list) return fail(list.error());
    const auto waiting = parse_json(list->body);
    const auto* messages = member(waiting, "messages");
    if (!messages || !messages->IsArray()) {
        std::fprintf(stderr, "%d %s\n", list->status, list->body.c_str());
        return 1;
    }
    inbox.print("has " + std::to_string(messages->Size()) + " in its mailbox");
    if (options.leave) return 0;
    for (const auto& item : messages->GetArray()) {
        const std::string where = "/mailbox/" + text_at(item, "id");
        const auto fetched = link.call("GET", where + as_me, "", "");
        if (!fetched) return fail(fetched.error());
        if (fetched->status != 200) continue;  // somebody else has it
        const auto receipt = inbox.take(read_message(fetched->body));
        const auto confirmed = link.call("POST", where + "/confirm" + as_me, "", "");
        if (!confirmed) return fail(confirmed.error());
        inbox.print("confirmed it: " + std::to_string(confirmed->status));
        if (!receipt) continue;
        const auto answered = link.call("POST", receipt->target, receipt->content_type, receipt->body);
        if (!answered) return fail(answered.error());
        inbox.print("answered " + receipt->name + ": the gateway said " + std::to_string(answered->status));
    }
    return 0;
}

void add_options(CLI::App& app, Options& options) {
    app.add_option("--name", options.me.name, "partner id, for the output")->required();
    app.add_option("--sor", options.me.sor)->required();
    app.add_option("--gln", options.me.gln)->required();
    app.add_option("--gateway", options.link.gateway, "https://host:port")->required();
    app.add_option("--certificate", options.link.tls.certificate)->required()->check(CLI::ExistingFile);
    app.add_option("--key", options.link.tls.key)->required()->check(CLI::ExistingFile);
    app.add_option("--authorities", options.link.tls.authorities)->required()->check(CLI::ExistingFile);
    const std::map<std::string, InboxOptions::Receipts> receipts{
        {"post", InboxOptions::Receipts::post}, {"response", InboxOptions::Receipts::response}, {"none", InboxOptions::Receipts::none}};
    app.add_option("--receipts", options.inbox.receipts, "post, response or none")->transform(CLI::CheckedTransformer(receipts));
    app.add_option("--refuse", options.inbox.refusal, "refuse every message with this text");
    app.add_flag("--show-text", options.inbox.show_text, "print the text of every letter: only for invented patients");
    app.require_subcommand(1);
    app.fallthrough();  // the options above may also follow the subcommand

    auto* serve = app.add_subcommand("serve", "receive at /medcom, /fhir/$process-message and /inbox (notifications) until SIGTERM");
    serve->add_option("--port", options.port, "0: any free one");
    serve->add_option("--port-file", options.port_file, "the port is written here");
    auto* subscribe = app.add_subcommand("subscribe", "create a FHIR Subscription");
    subscribe->add_option("criteria", options.criteria)->required();
    subscribe->add_option("endpoint", options.endpoint, "https address where this party serves")->required();
    auto* send = app.add_subcommand("send", "send one file and print the answer");
    send->add_option("file", options.file)->required()->check(CLI::ExistingFile);
    send->add_option("--to", options.to, "/fhir/$process-message or /medcom");
    send->add_option("--content-type", options.content_type);
    send->add_option("--wrap-for", options.wrap_for, "put the letter in a VANSEnvelope for this GLN");
    app.add_subcommand("collect", "fetch, answer and confirm what waits in the mailbox")->add_flag("--leave", options.leave, "only look");
}

int run(const CLI::App& app, const Options& options) {
    EventLoop loop;
    Metrics metrics;
    auto link = GatewayLink::open(loop, metrics, options.link);
    if (!link) return fail(link.error());
    Inbox inbox(options.me, options.inbox, **link);
    if (app.got_subcommand("serve")) return serve(options, loop, metrics, inbox);
    if (app.got_subcommand("subscribe")) return subscribe(options, **link, inbox);
    return app.got_subcommand("send") ? send_file(options, **link, inbox) : collect(options, **link, inbox);
}

}  // namespace
}  // namespace stafet::party

int main(int argc, char** argv) {
    ::setenv("TZ", "Europe/Copenhagen", 1);
    CLI::App app("Plays one party of the demo: receives, answers with receipts, sends.", "stafet-party");
    stafet::party::Options options;
    stafet::party::add_options(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 64;
    }
    return stafet::party::run(app, options);
}
