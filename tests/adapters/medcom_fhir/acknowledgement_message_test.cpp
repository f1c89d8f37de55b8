#include "adapters/medcom_fhir/acknowledgement_message.hpp"

#include "adapters/medcom_fhir/message.hpp"
#include "adapters/medcom_fhir/outcome_codes.hpp"
#include "tests/adapters/medcom_fhir/sample.hpp"

using namespace stafet;
using namespace stafet::testing;

namespace {

PartyRef practice() { return {"990010000000002", "5790009900023", "099901", "", "", "Lægehuset Vestergade"}; }
PartyRef hospital() { return {"990010000000001", "5790009900016", "", "9901010", "", "Nordby Sygehus"}; }

AcknowledgementRequest request(AcknowledgedRef::Outcome outcome, const std::string& syntax = "json") {
    AcknowledgementRequest r;
    r.original = read_message(bundle("epicrisis")).envelope;
    r.outcome = {r.original.message_id, "", outcome, "", ""};
    r.sender = practice();
    r.receiver = hospital();
    r.target = {"medcom-fhir", "Acknowledgement", "2.0", syntax};
    r.message_id = "0b0e7c52-2f3a-4b1e-9a55-6a1f0c9d8e01";
    r.envelope_id = "0b0e7c52-2f3a-4b1e-9a55-6a1f0c9d8e02";
    r.now = *from_iso8601("2026-11-20T12:46:00Z");
    return r;
}

AcknowledgementRequest fatal(const std::string& syntax = "json") {
    auto r = request(AcknowledgedRef::Outcome::fatal_error, syntax);
    r.issues.push_back({Severity::error,
                        IssueType::code_invalid,
                        "sks-unknown",
                        "Bundle.entry[5].resource.code",
                        {12, 3},
                        "the code is not in SKS",
                        "koden findes ikke i SKS"});
    r.issues.push_back({Severity::warning, IssueType::required, "w", "Bundle", {}, "warning", "advarsel"});
    return r;
}

std::size_t entries(const std::string& bytes, std::string_view type) {
    const auto tree = parsed(bytes);
    return medcom::Message(tree).all(type).size();
}

}  // namespace

TEST_CASE("acknowledgements are the golden ones, byte for byte") {
    CHECK(medcom::write_acknowledgement(request(AcknowledgedRef::Outcome::ok)).bytes == golden("acknowledgement/ok.json"));
    CHECK(medcom::write_acknowledgement(request(AcknowledgedRef::Outcome::ok, "xml")).bytes == golden("acknowledgement/ok.xml"));
    CHECK(medcom::write_acknowledgement(fatal()).bytes == golden("acknowledgement/fatal-error.json"));
}

TEST_CASE("an ok is read back as what it answers, without findings, in JSON and XML") {
    for (const std::string syntax : {"json", "xml"}) {
        const auto written = medcom::write_acknowledgement(request(AcknowledgedRef::Outcome::ok, syntax));
        CHECK(written.content_type == "application/fhir+" + syntax);
        CHECK(written.name_suffix == "ok");
        const auto reading = read_message(written.bytes);
        CHECK(codes(reading.issues) == "");
        CHECK(to_string(reading.envelope.format) == "medcom-fhir Acknowledgement 2.0 " + syntax);
        CHECK_FALSE(reading.envelope.wants_acknowledgement);
        REQUIRE(reading.envelope.acknowledges);
        CHECK(reading.envelope.acknowledges->message_id == "6f1d2c1e-8f43-4a8e-9d57-0f6c2b1a7e01");
        CHECK(reading.envelope.acknowledges->outcome == AcknowledgedRef::Outcome::ok);
        CHECK(reading.envelope.sender.sor == "990010000000002");
        CHECK(reading.envelope.receivers.at(0).sor == "990010000000001");
        CHECK(entries(written.bytes, "Provenance") == 2);
        CHECK(entries(written.bytes, "OperationOutcome") == 0);
        CHECK_MESSAGE(entries(written.bytes, "Patient") == 0, "an acknowledgement carries no patient");
    }
}

TEST_CASE("a negative acknowledgement carries MedCom's code and the Danish text of each error") {
    const auto reading = read_message(medcom::write_acknowledgement(fatal()).bytes);
    CHECK(codes(reading.issues) == "");
    CHECK(reading.envelope.acknowledges->outcome == AcknowledgedRef::Outcome::fatal_error);
    CHECK(reading.envelope.acknowledges->code == "MSG_VALUESET_VALUE_UNKNOWN");
    CHECK(reading.envelope.acknowledges->text == "koden findes ikke i SKS");
}

TEST_CASE("the receiver's own text of a legacy refusal goes through, with its code") {
    auto r = request(AcknowledgedRef::Outcome::fatal_error);
    r.outcome.code = "afvist";
    r.outcome.text = "Patienten er ikke tilmeldt praksis";
    CHECK(read_message(medcom::write_acknowledgement(r).bytes).envelope.acknowledges->text == "afvist: Patienten er ikke tilmeldt praksis");
    r.outcome = {"", "", AcknowledgedRef::Outcome::transient_error, "MSG_Mailbox_Out_Of_Operation", ""};
    const auto back = read_message(medcom::write_acknowledgement(r).bytes);
    CHECK(back.envelope.acknowledges->outcome == AcknowledgedRef::Outcome::transient_error);
    CHECK(back.envelope.acknowledges->code == "MSG_Mailbox_Out_Of_Operation");
    CHECK(codes(back.issues) == "");
}

TEST_CASE("our own Provenance revises the original; a legacy original is named [lokationsnummer]#[brevid]") {
    const auto own = [](const AcknowledgementRequest& r) {
        const auto tree = parsed(medcom::write_acknowledgement(r).bytes);
        const medcom::Message message(tree);
        REQUIRE(message.own_provenance());
        CHECK(message.own_provenance()->text_at("activity.coding.code") == "acknowledgement");
        const auto* what = message.own_provenance()->child("entity")->child("what");
        return std::string(what->text("reference")) + std::string(what->text_at("identifier.value"));
    };
    auto r = request(AcknowledgedRef::Outcome::ok);
    CHECK(own(r) == "MessageHeader/6f1d2c1e-8f43-4a8e-9d57-0f6c2b1a7e01");
    r.original.format = {"oioxml", "XDIS91", "XD9134L", "xml"};
    r.original.message_id = "LETTER00000001";
    CHECK(own(r) == "5790009900016#LETTER00000001");
}

TEST_CASE("a party without SOR or GLN cannot acknowledge") {
    auto r = request(AcknowledgedRef::Outcome::ok);
    r.sender.sor.clear();
    const auto written = medcom::write_acknowledgement(r);
    CHECK(written.bytes.empty());
    CHECK(find_issue(written.issues, "party-without-sor-or-gln"));
}

TEST_CASE("every kind of finding has a code of MedCom's value set") {
    for (int i = 0; i < static_cast<int>(IssueType::informational); ++i) {
        const auto code = medcom::outcome_code(static_cast<IssueType>(i));
        CHECK(code.code.starts_with("MSG_"));
        CHECK(medcom::system_of_outcome_code(code.code) == code.system);
    }
    CHECK(medcom::outcome_code(IssueType::informational).code.empty());
}
