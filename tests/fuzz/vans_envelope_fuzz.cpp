// Whatever the bytes: no crash, and a letter that was unwrapped comes out of a new envelope unchanged.
#include "adapters/vans_envelope/vans_envelope.hpp"
#include "base/assert.hpp"

using namespace stafet;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto envelope = vans::make_vans_envelope();
    const Unwrapped first = envelope->unwrap({reinterpret_cast<const char*>(data), size});
    STAFET_ASSERT(!first.letter.empty() || !first.receipt.empty() || has_errors(first.issues), "nothing is lost in silence");
    if (first.letter.empty()) return 0;
    WrapRequest request;
    request.transport_id = first.transport_id;
    request.sender_gln = first.sender_gln;
    request.receiver_gln = first.receiver_gln;
    request.sent = first.sent;
    request.format = {"oioxml", "XDIS91", "XD9134L", "xml"};
    request.letter = first.letter;
    const Unwrapped second = envelope->unwrap(envelope->wrap(request));
    STAFET_ASSERT(second.letter == first.letter && second.transport_id == first.transport_id, "an envelope holds what was put in");
    return 0;
}
