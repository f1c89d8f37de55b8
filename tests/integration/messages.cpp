#include "tests/integration/messages.hpp"

#include "base/time.hpp"
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "gateway/app/drill/drill_message.hpp"
#include "tests/support/shared.hpp"

#include <doctest/doctest.h>

namespace stafet::testing {

namespace {

Message golden(const std::string& name, const std::string& id) {
    Message message;
    message.body = read_file("tests/golden/bundles/" + name + ".json");
    message.id = id;
    return message;
}

}  // namespace

Message correspondence(std::uint32_t patient, std::uint64_t number, std::uint64_t dispatch) {
    Message message;
    message.body = app::drill_message({patient, number}, dispatch == 0 ? number + 1 : dispatch);
    message.id = app::drill_message_id({patient, number});
    return message;
}

Message as_xml(const Message& message) {
    auto read = fhir::read_json(message.body);
    REQUIRE(bool(read.tree));
    Message xml = message;
    xml.content_type = "application/fhir+xml";
    xml.body = fhir::write_xml(read.tree->root());
    return xml;
}

Message epicrisis() { return golden("epicrisis", "6f1d2c1e-8f43-4a8e-9d57-0f6c2b1a7e01"); }
Message plan_update() { return golden("plan-update", "5a4b3c2d-7e6f-4a5b-9c8d-1e2f3a4b5c03"); }

Message correspondence_of_the_nurses() { return golden("correspondence", "e1d2c3b4-a5f6-4789-9abc-def012345604"); }

Message care_communication() {
    Message message;
    message.body = replaced(read_file("tests/bench/care-communication-8k.json"), "5790009900023", "5790009900016");
    message.body = replaced(message.body, "990010000000002", "990010000000004");
    message.id = "6f1d2c1e-8f43-4a8e-9d57-0f6c2b1a7e11";
    return message;
}

std::string referral_letter() { return read_file("deploy/demo/messages/referral.xml"); }

Message bare(const std::string& letter) {
    Message message;
    message.target = "/medcom";
    message.content_type = "application/xml";
    message.body = letter;
    message.id = "DEMOBRV0000001";
    return message;
}

Message enveloped(const std::string& letter) {
    return bare(party::wrap_letter("5790009900023", "5790009900030", "MCM:XREF15", "XH1530R", letter, system_clock().now()));
}

Message referral() { return enveloped(referral_letter()); }

Message receipt(const party::Identity& who, const party::Arrived& message, const std::string& refusal) {
    party::Receipt written = party::write_receipt(who, message, refusal, system_clock().now());
    Message result;
    result.target = written.target;
    result.content_type = written.content_type;
    result.body = written.body;
    return result;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    REQUIRE_MESSAGE(text.find(from) != std::string::npos, "nothing to replace: ", std::string(from));
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
    return text;
}

Message with(Message message, std::string_view from, std::string_view to) {
    message.body = replaced(std::move(message.body), from, to);
    return message;
}

const std::vector<std::string>& personal_data() {
    static const std::vector<std::string> words{"2512489996", "251248-9996", "0101000",     "Berggren", "Nancy",    "Testparken",
                                                "Drill Test", "brev nummer", "prednisolon", "KOL",      "rygestop", "Sofie"};
    return words;
}

}  // namespace stafet::testing
