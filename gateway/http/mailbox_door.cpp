#include "gateway/http/mailbox_door.hpp"

#include "gateway/http/acting_partner.hpp"
#include "gateway/runtime/json_text.hpp"
#include "gateway/runtime/log.hpp"

#include <charconv>
#include <memory>

namespace stafet::http {
namespace {

constexpr std::size_t most_listed = 100;

HttpResponse problem(int status, std::string_view code) {
    std::string body = R"({"error":)";
    append_json_string(body, code);
    body += "}\n";
    return {status, "application/json", {}, std::move(body)};
}

HttpResponse problem_of(const Fault& fault) {
    switch (fault.kind) {
        case FaultKind::not_found: return problem(404, "message-not-waiting");
        case FaultKind::unavailable: return problem(409, "message-leased");
        case FaultKind::denied:
        case FaultKind::refused: return problem(403, "not-permitted");
        case FaultKind::timeout:
        case FaultKind::full:
        case FaultKind::cancelled: break;
        case FaultKind::corrupt:
        case FaultKind::config:
            log::error("mailbox-fault", "the mailbox could not answer", {{"kind", to_string(fault.kind)}, {"detail", fault.detail}});
            return problem(500, "mailbox-failed");
    }
    HttpResponse response = problem(503, "mailbox-busy");
    response.headers.add("Retry-After", "1");
    return response;
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    append_json_string(out, name);
    out += ':';
    append_json_string(out, value);
    out += ',';
}

HttpResponse list_of(const std::vector<MailboxItem>& items) {
    std::string body = R"({"messages":[)";
    for (const MailboxItem& item : items) {
        if (body.back() == '}') body += ',';
        body += '{';
        append_field(body, "id", std::to_string(item.leg));
        append_field(body, "kind", item.kind);
        append_field(body, "contentType", item.content_type);
        append_field(body, "messageId", item.message_id);
        append_field(body, "correlationId", item.correlation_id);
        append_field(body, "acceptedAt", to_iso8601(item.accepted_at));
        body += item.leased ? R"("leased":true})" : R"("leased":false})";
    }
    body += "]}\n";
    return {200, "application/json", {}, std::move(body)};
}

HttpResponse message_of(const MailboxMessage& message) {
    HttpResponse response{200, message.item.content_type, {}, *message.payload};
    response.headers.add("X-Kind", message.item.kind);
    response.headers.add("X-Message-Id", message.item.message_id);
    response.headers.add("X-Correlation-Id", message.item.correlation_id);
    response.headers.add("X-Leased-Until", to_iso8601(message.leased_until));
    response.headers.add("Cache-Control", "no-store");
    return response;
}

struct MailboxDoor {
    Mailbox& mailbox;
    std::function<const Partners&()> partners;
    WorkerPool& workers;

    /// Runs `answer` on a worker for a caller that is who it says.
    void serve(const HttpRequest& request, const Respond& respond,
               std::function<void(const std::string& receiver, LegKey leg)> answer) const {
        const Partner* acting = acting_partner(request, partners());
        if (!acting) {
            log::warn("mailbox-denied", "a certificate asked for a mailbox that is not its own",
                      {{"peer", request.peer_certificate_sha256}});
            return respond(problem(403, "not-permitted"));
        }
        LegKey leg = 0;
        if (!request.parameters.empty()) {
            const std::string& text = request.parameters[0];
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), leg);
            if (error != std::errc() || end != text.data() + text.size()) return respond(problem(404, "message-not-waiting"));
        }
        if (!workers.submit([answer = std::move(answer), receiver = acting->id, leg] { answer(receiver, leg); }))
            respond(problem_of({FaultKind::full, ""}));
    }
};

}  // namespace

void add_mailbox_door(Router& router, Mailbox& mailbox, std::function<const Partners&()> partners, WorkerPool& workers) {
    const auto door = std::make_shared<const MailboxDoor>(MailboxDoor{mailbox, std::move(partners), workers});
    router.add({"GET", "/mailbox", [door](const HttpRequest& request, const Respond& respond) {
                    door->serve(request, respond, [door, respond](const std::string& receiver, LegKey) {
                        respond(list_of(door->mailbox.list(receiver, most_listed)));
                    });
                }});
    router.add({"GET", "/mailbox/{id}", [door](const HttpRequest& request, const Respond& respond) {
                    door->serve(request, respond, [door, respond](const std::string& receiver, LegKey leg) {
                        const auto message = door->mailbox.fetch(receiver, leg);
                        respond(message ? message_of(*message) : problem_of(message.error()));
                    });
                }});
    router.add({"POST", "/mailbox/{id}/confirm", [door](const HttpRequest& request, const Respond& respond) {
                    door->serve(request, respond, [door, respond](const std::string& receiver, LegKey leg) {
                        door->mailbox.confirm(receiver, leg, [respond](const Result<bool>& done) {
                            respond(done ? HttpResponse{204, "", {}, ""} : problem_of(done.error()));
                        });
                    });
                }});
}

}  // namespace stafet::http
