// What a party does with a message that is pushed to it: print one line, answer, send the receipt.
#pragma once

#include "deploy/demo/gateway_link.hpp"
#include "deploy/demo/receipt.hpp"

#include <optional>
#include <string>

namespace stafet::party {

struct InboxOptions {
    enum class Receipts { post, response, none };
    Receipts receipts = Receipts::post;  ///< post: a message of its own afterwards; response: in the answer to the push
    std::string refusal;                 ///< when set, every message is refused with this text
    bool show_text = false;              ///< print the text of letters: only for invented patients
};

class Inbox {
   public:
    /// `link` outlives the inbox.
    Inbox(Identity me, InboxOptions options, GatewayLink& link) : me_(std::move(me)), options_(std::move(options)), link_(link) {}

    /// A handler for the HTTP server. The inbox outlives the server.
    http::Handler handler();
    /// Prints the message and writes its receipt, if it wants one.
    std::optional<Receipt> take(const Arrived& message);
    void post(const Receipt& receipt);
    void print(const std::string& line) const;

   private:
    http::HttpResponse answer(const http::HttpRequest& request);
    void show_text(const Arrived& message) const;

    Identity me_;
    InboxOptions options_;
    GatewayLink& link_;
};

}  // namespace stafet::party
