#include "deploy/demo/inbox.hpp"

#include "deploy/demo/wire_text.hpp"

#include <algorithm>
#include <cstdio>

namespace stafet::party {

http::Handler Inbox::handler() {
    return [this](const http::HttpRequest& request, const http::Respond& respond) { respond(answer(request)); };
}

http::HttpResponse Inbox::answer(const http::HttpRequest& request) {
    const Arrived message = read_message(request.body);
    const auto receipt = take(message);
    http::HttpResponse response;
    if (message.form == Arrived::Form::unknown) {
        response.status = 400;
        return response;
    }
    if (!receipt) return response;
    if (options_.receipts == InboxOptions::Receipts::response) {
        response.content_type = receipt->content_type;
        response.body = receipt->body;
    } else {
        response.status = 202;
        post(*receipt);
    }
    return response;
}

std::optional<Receipt> Inbox::take(const Arrived& message) {
    print("received " + describe(message));
    if (options_.show_text && message.form == Arrived::Form::oioxml) show_text(message);
    if (!message.wants_receipt || options_.receipts == InboxOptions::Receipts::none) return std::nullopt;
    return write_receipt(me_, message, options_.refusal, system_clock().now());
}

void Inbox::show_text(const Arrived& message) const {
    const std::string text = readable_text(message.letter, "Text01");
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        print("| " + text.substr(at, end - at));
        at = end + 1;
    }
}

void Inbox::post(const Receipt& receipt) {
    link_.send("POST", receipt.target, receipt.content_type, receipt.body,
               [this, name = receipt.name](const Result<http::HttpResponse>& answer) {
                   print("answered " + name +
                         (answer ? ": the gateway said " + std::to_string(answer->status) : ", but: " + answer.error().detail));
               });
}

void Inbox::print(const std::string& line) const {
    std::printf("%s %s\n", me_.name.c_str(), line.c_str());
    std::fflush(stdout);
}

}  // namespace stafet::party
