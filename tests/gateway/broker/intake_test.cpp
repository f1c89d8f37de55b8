// Intake with a toy standard: "key=value;..." bodies, so that each test reads what it sends.
#include "gateway/broker/intake.hpp"

#include "gateway/broker/memo.hpp"
#include "tests/simulation/memory_store.hpp"
#include "tests/simulation/world.hpp"

#include <doctest/doctest.h>

#include <sstream>

namespace stafet {

namespace {

std::map<std::string, std::string> fields_of(std::string_view text) {
    std::map<std::string, std::string> fields;
    std::istringstream in{std::string(text)};
    for (std::string field; std::getline(in, field, ';');)
        if (const auto equals = field.find('='); equals != std::string::npos) fields[field.substr(0, equals)] = field.substr(equals + 1);
    return fields;
}

class ToyStandard final : public Standard {
   public:
    std::string_view name() const override { return "toy"; }
    bool recognises(std::string_view bytes) const override { return bytes.starts_with("toy;"); }
    Reading read(std::string bytes) const override {
        auto fields = fields_of(bytes);
        Reading reading;
        auto& e = reading.envelope;
        e.format = {fields.count("as") ? fields["as"] : "toy", "letter", "", "text"};
        e.kind = fields.count("answers") ? "acknowledgement" : "epicrisis";
        e.message_id = fields["id"];
        e.envelope_id = fields["envelope"];
        e.sender.sor = fields["from"];
        e.patient = {fields["patient"], "cpr"};
        if (fields.count("answers")) {
            AcknowledgedRef said;
            said.message_id = fields["answers"];
            said.outcome = fields["says"] == "ok"          ? AcknowledgedRef::Outcome::ok
                           : fields["says"] == "transient" ? AcknowledgedRef::Outcome::transient_error
                                                           : AcknowledgedRef::Outcome::fatal_error;
            said.code = fields["says"];
            e.acknowledges = said;
        }
        if (fields.count("throw")) throw std::runtime_error("reader broke");
        if (fields.count("bad")) {
            Issue issue;
            issue.code = "bad-field";
            reading.issues.push_back(issue);
        }
        if (fields.count("against-profile")) {
            reading.profile_issues.emplace_back();
            reading.profile_issues.back().code = "slice-required";
        }
        return reading;
    }
};

class ToyEnvelope final : public TransportEnvelope {
   public:
    bool recognises(std::string_view bytes) const override { return bytes.starts_with("wrapped:"); }
    Unwrapped unwrap(std::string_view bytes) const override {
        Unwrapped unwrapped;
        unwrapped.transport_id = "transport-1";
        unwrapped.letter = bytes.substr(8);
        return unwrapped;
    }
    std::string wrap(const WrapRequest& request) const override { return "wrapped:" + std::string(request.letter); }
};

class ToyTranslator final : public Translator {
   public:
    bool can_translate(const Format&, const Format&, std::string_view) const override { return true; }
    Translation translate(const TranslationRequest& request) const override {
        Translation made;
        made.bytes = "letter " + request.message_id + " for " + request.receiver.sor;
        made.content_type = "text/toy";
        made.message_id = request.message_id;
        made.envelope_id = request.envelope_id;
        made.loss.losses.push_back({Loss::Kind::not_carried, "a\"b", "no place"});
        return made;
    }
    Translation acknowledge(const AcknowledgementRequest& request) const override {
        Translation made;
        made.bytes = "receipt " + request.target.type + " for " + request.original.message_id + " to " + request.receiver.sor;
        made.message_id = request.message_id;
        made.envelope_id = request.envelope_id;
        return made;
    }
};

class ToyRouter final : public Router {
   public:
    explicit ToyRouter(testing::FakePartners& partners) : partners_(partners) {}
    const Partners& partners() const override { return partners_; }
    Routing route(const Reading& message, Instant, bool) const override {
        Routing routing;
        if (message.envelope.patient.identifier == "nowhere") return routing;
        for (const auto* id : {"practice", "kommune"}) {
            Destination destination;
            destination.receiver = partners_.by_id(id);
            destination.kind = "epicrisis";
            destination.format = {std::string(id) == "practice" ? "oioxml" : "fhir", "T", "1", "xml"};
            destination.rule = "rule";
            destination.purpose = "purpose";
            destination.legal_basis = "basis";
            routing.destinations.push_back(destination);
        }
        return routing;
    }

   private:
    testing::FakePartners& partners_;
};

class ToyWriter final : public AnswerWriter {
   public:
    Door door() const override { return Door::fhir; }
    Answer accepted(const Submission&, const Envelope& original, const std::string& correlation,
                    const std::vector<Destination>& destinations, const Issues&, Instant now) const override {
        return {
            202, "text/plain", original.message_id + " " + std::to_string(destinations.size()) + " " + correlation + to_iso8601(now), {}};
    }
    Answer refused(const Submission&, const Envelope&, const Issues& issues, Instant now) const override {
        const int status = issues.front().type == IssueType::forbidden ? 403 : issues.front().type == IssueType::transient ? 503 : 422;
        return {status, "text/plain", issues.front().code + " " + to_iso8601(now), {}};
    }
};

class RecordingOutbox final : public Outbox {
   public:
    void enqueue(std::vector<LegWithPayload> more) override {
        for (auto& leg : more) legs.push_back(std::move(leg));
    }
    void acknowledged(LegKey leg, const std::string& receiver, LegState) override { verdicts.emplace_back(leg, receiver); }
    std::vector<LegWithPayload> legs;
    std::vector<std::pair<LegKey, std::string>> verdicts;
};

struct Broker {
    explicit Broker(std::size_t max_in_flight = 10) {
        partners.add("hospital").acknowledgements = "medcom-fhir";
        partners.add("practice").endpoint.vans_envelope = true;
        partners.add("kommune");
        partners.add("unit").parent = "kommune";
        intake = std::make_unique<Intake>(IntakeParts{{&standard},
                                                      {&envelope},
                                                      {&writer},
                                                      router,
                                                      translator,
                                                      store,
                                                      outbox,
                                                      workers,
                                                      clock,
                                                      metrics,
                                                      LaneKey("0123456789abcdef")},
                                          IntakeOptions{max_in_flight});
    }
    void send(const std::string& peer, const std::string& body, std::function<void(Answer)> done) {
        Submission submission;
        submission.body = body;
        submission.peer_certificate_sha256 = "cert-" + peer;
        intake->submit(std::move(submission), std::move(done));
    }
    Answer post(const std::string& peer, const std::string& body) {
        std::optional<Answer> answer;
        send(peer, body, [&](Answer given) { answer = std::move(given); });
        while (!workers.idle()) workers.run_one();
        clock.advance(Milliseconds{1000});
        REQUIRE(answer);
        return *answer;
    }

    testing::FakeClock clock;
    testing::MemoryDisk disk;
    testing::MemoryStore store{disk};
    testing::FakePartners partners;
    testing::FakeWorkers workers;
    Metrics metrics;
    ToyStandard standard;
    ToyEnvelope envelope;
    ToyTranslator translator;
    ToyRouter router{partners};
    ToyWriter writer;
    RecordingOutbox outbox;
    std::unique_ptr<Intake> intake;
};

constexpr const char* good = "toy;id=m1;envelope=e1;from=sor-hospital;patient=2512489996";

}  // namespace

TEST_CASE("A message is stored with a leg per receiver before its sender is told (R014)") {
    Broker broker;
    CHECK(broker.post("hospital", good).status == 202);
    REQUIRE(broker.outbox.legs.size() == 2);
    const auto& to_practice = broker.outbox.legs[0];
    CHECK(to_practice.leg.message_id.size() == 14);
    CHECK(to_practice.payload->starts_with("wrapped:letter " + to_practice.leg.message_id));
    CHECK(broker.outbox.legs[1].leg.message_id.size() == 36);
    CHECK(broker.outbox.legs[0].leg.correlation_id == broker.outbox.legs[1].leg.correlation_id);
    const auto story = broker.store.trace("m1").value().at(0);
    CHECK(story.legs.at(0).legal_basis == "basis");
    CHECK(story.legs.at(0).loss_report == R"({"total":0,"carried":0,"losses":[{"kind":"not-carried","path":"a\"b","reason":"no place"}]})");
    CHECK(story.legs.at(0).leg.lane.find("2512489996") == std::string::npos);
    CHECK(*broker.disk.messages.at(1).message.original == good);
}

TEST_CASE("The same ids are minted for the same message, and lanes follow the patient") {
    Broker one, two;
    one.post("hospital", good);
    two.post("hospital", good);
    CHECK(one.outbox.legs[0].leg.message_id == two.outbox.legs[0].leg.message_id);
    one.post("hospital", "toy;id=m2;envelope=e2;from=sor-hospital;patient=2512489996");
    one.post("hospital", "toy;id=m3;envelope=e3;from=sor-hospital;patient=2509479989");
    CHECK(one.outbox.legs[0].leg.lane == one.outbox.legs[2].leg.lane);
    CHECK(one.outbox.legs[0].leg.lane != one.outbox.legs[4].leg.lane);
}

TEST_CASE("A duplicate gets the first answer again, and nothing is sent twice") {
    Broker broker;
    const Answer first = broker.post("hospital", good);
    CHECK(broker.post("hospital", good).body == first.body);
    CHECK(broker.post("hospital", "toy;id=m1;envelope=resend;from=sor-hospital").body == first.body);
    CHECK(broker.outbox.legs.size() == 2);
    CHECK(broker.post("hospital", "toy;id=m2;envelope=resend;from=sor-hospital").body.starts_with("envelope-id-reused"));
}

TEST_CASE("A refusal is kept: the same ids get it again, new ids are judged anew") {
    Broker broker;
    const Answer refused = broker.post("hospital", "toy;id=m1;envelope=e1;from=sor-hospital;bad=1");
    CHECK(refused.status == 422);
    CHECK(broker.post("hospital", good).body == refused.body);
    CHECK(broker.post("hospital", "toy;id=m2;envelope=e2;from=sor-hospital").status == 202);
    CHECK(broker.post("hospital", "toy;id=m3;envelope=e3;from=sor-hospital;patient=nowhere").body.starts_with("no-route"));
}

TEST_CASE("A certificate speaks only for its own partner and that partner's units, and a liar reserves no ids") {
    Broker broker;
    CHECK(broker.post("nobody", good).body.starts_with("certificate-unknown"));
    const Answer lie = broker.post("practice", good);
    CHECK(lie.status == 403);
    CHECK(lie.body.starts_with("certificate-not-sender"));
    CHECK(broker.post("hospital", good).status == 202);
    CHECK(broker.post("kommune", "toy;id=u1;envelope=u1;from=sor-unit").status == 202);
    CHECK(broker.post("unit", "toy;id=u2;envelope=u2;from=sor-kommune").status == 403);
    CHECK(broker.post("hospital", "toy;id=m9;from=sor-stranger").body.starts_with("sender-unknown"));
    CHECK(broker.post("hospital", "toy;from=sor-hospital").body.starts_with("message-id-missing"));
    CHECK(broker.post("hospital", "garbage").body.starts_with("unrecognised-content"));
}

TEST_CASE("An acknowledgement gives its leg the verdict and goes on to the original sender in one commit") {
    Broker broker;
    broker.post("hospital", good);
    const auto leg = broker.outbox.legs[1].leg;
    const std::string receipt = "toy;id=a1;envelope=ae1;from=sor-kommune;answers=" + leg.message_id;
    CHECK(broker.post("kommune", receipt + ";says=ok").status == 202);
    CHECK(broker.store.leg(leg.leg)->leg.state == LegState::acknowledged);
    REQUIRE(broker.outbox.verdicts.size() == 1);
    CHECK(broker.outbox.verdicts[0] == std::pair(leg.leg, std::string("kommune")));
    REQUIRE(broker.outbox.legs.size() == 3);
    const auto& back = broker.outbox.legs[2];
    CHECK(back.leg.receiver == "hospital");
    CHECK_FALSE(back.leg.expects_acknowledgement);
    CHECK(*back.payload == "receipt Acknowledgement for m1 to sor-hospital");
    CHECK(back.leg.lane.substr(back.leg.lane.find('/')) == leg.lane.substr(leg.lane.find('/')));

    CHECK(broker.post("kommune", receipt + ";says=ok").status == 202);
    CHECK(broker.post("kommune", "toy;id=a2;envelope=ae2;from=sor-kommune;says=fatal;answers=" + leg.message_id).status == 202);
    CHECK(broker.store.leg(leg.leg)->leg.state == LegState::acknowledged);
    CHECK(broker.outbox.legs.size() == 3);
}

TEST_CASE("What is against its profile refuses a message, never a verdict") {
    Broker broker;
    CHECK(broker.post("hospital", "toy;id=m0;envelope=e0;against-profile=1;from=sor-hospital").status == 422);
    broker.post("hospital", good);
    const auto leg = broker.outbox.legs[1].leg;
    CHECK(broker.post("kommune", "toy;id=a1;envelope=ae1;against-profile=1;from=sor-kommune;says=ok;answers=" + leg.message_id).status == 202);
    CHECK(broker.store.leg(leg.leg)->leg.state == LegState::acknowledged);
}

TEST_CASE("Who reads receipts of letters gets them for letters only: a receipt cannot name a FHIR message") {
    for (const std::string standard : {"oioxml", "fhir"}) {
        Broker broker;
        broker.partners.add("hospital").acknowledgements = "oioxml";
        broker.post("hospital", good + (";as=" + standard));
        broker.post("kommune", "toy;id=a1;envelope=1;says=ok;from=sor-kommune;answers=" + broker.outbox.legs[1].leg.message_id);
        REQUIRE(broker.outbox.legs.size() == 3);
        CHECK(broker.outbox.legs[2].payload->starts_with(standard == "oioxml" ? "receipt XCTL03 " : "receipt Acknowledgement "));
    }
}

TEST_CASE("A technical rejection may be followed by ok, a rejection for good may not (KR5)") {
    Broker broker;
    broker.post("hospital", good);
    const auto leg = broker.outbox.legs[1].leg;
    const std::string answers = ";from=sor-kommune;answers=" + leg.message_id;
    broker.post("kommune", "toy;id=a1;envelope=1;says=transient" + answers);
    CHECK(broker.store.leg(leg.leg)->leg.state == LegState::rejected);
    broker.post("kommune", "toy;id=a2;envelope=2;says=ok" + answers);
    CHECK(broker.store.leg(leg.leg)->leg.state == LegState::acknowledged);
    CHECK(broker.outbox.legs.size() == 4);
}

TEST_CASE("An acknowledgement of nothing is answered positively and counted; a unit's parent may acknowledge") {
    Broker broker;
    CHECK(broker.post("kommune", "toy;id=a1;envelope=1;says=ok;from=sor-kommune;answers=unknown").status == 202);
    CHECK(broker.metrics.counter("acknowledgements_unknown_total", "").value() == 1);
    broker.post("hospital", good);
    const auto leg = broker.outbox.legs[1].leg;
    broker.post("hospital", "toy;id=a0;envelope=0;says=ok;from=sor-hospital;answers=" + leg.message_id);
    CHECK(broker.store.leg(leg.leg)->leg.state == LegState::accepted);
    broker.post("unit", "toy;id=a2;envelope=2;says=ok;from=sor-unit;answers=" + leg.message_id);
    CHECK(broker.store.leg(leg.leg)->leg.state == LegState::acknowledged);
}

TEST_CASE("A letter's receipt counts whoever it names as its sender, among the legs that its certificate answers for") {
    Broker broker;
    broker.post("hospital", good);
    const auto leg = broker.outbox.legs[1].leg;
    // Some systems leave Sender and Receiver of the original unswapped: the receipt then names the hospital.
    const std::string receipt = ";envelope=1;says=ok;as=oioxml;from=sor-hospital;answers=" + leg.message_id;
    CHECK(broker.post("practice", "toy;id=r0" + receipt).status == 202);
    CHECK(broker.store.leg(leg.leg)->leg.state == LegState::accepted);
    CHECK(broker.post("kommune", "toy;id=r1" + receipt).status == 202);
    CHECK(broker.store.leg(leg.leg)->leg.state == LegState::acknowledged);
    CHECK(broker.post("kommune", "toy;id=r2;envelope=2;says=ok;as=fhir;from=sor-hospital;answers=" + leg.message_id).status == 403);
}

TEST_CASE("A receipt in the response to a push counts as if it had been posted") {
    Broker broker;
    broker.post("hospital", good);
    const auto leg = broker.outbox.legs[1].leg;
    const auto submit = [&] {
        std::optional<bool> kept;
        broker.intake->submit_receipt("kommune", "toy;id=a1;envelope=1;says=ok;from=sor-kommune;answers=" + leg.message_id,
                                      "application/fhir+json", [&](bool done) { kept = done; });
        while (!broker.workers.idle()) broker.workers.run_one();
        return kept.value();
    };
    broker.store.break_disk(true);
    CHECK_FALSE(submit());
    broker.store.break_disk(false);
    CHECK(submit());
    CHECK(broker.store.leg(leg.leg)->leg.state == LegState::acknowledged);
}

TEST_CASE("A receipt in a response is not turned away by a full house: its receiver would not send it again") {
    Broker broker(1);
    broker.post("hospital", good);
    broker.send("hospital", good, [](const Answer&) {});
    std::optional<bool> kept;
    broker.intake->submit_receipt("kommune",
                                  "toy;id=a1;envelope=1;says=ok;from=sor-kommune;answers=" + broker.outbox.legs[1].leg.message_id,
                                  "application/fhir+json", [&](bool done) { kept = done; });
    while (!broker.workers.idle()) broker.workers.run_one();
    CHECK(kept.value());
    CHECK(broker.store.leg(broker.outbox.legs[1].leg.leg)->leg.state == LegState::acknowledged);
}

TEST_CASE("Nothing is promised when it cannot be kept: full, broken disk, our own failure") {
    Broker broker(1);
    std::optional<Answer> first;
    broker.send("hospital", good, [&](Answer answer) { first = std::move(answer); });
    CHECK(broker.post("hospital", good).body.starts_with("busy"));
    CHECK(first->status == 202);

    broker.store.break_disk(true);
    const std::string next = "toy;id=m2;envelope=e2;from=sor-hospital";
    CHECK(broker.post("hospital", next).status == 503);
    broker.store.break_disk(false);
    CHECK(broker.post("hospital", next).status == 202);
    CHECK(broker.post("hospital", "toy;id=m3;from=sor-hospital;throw=1").body.starts_with("internal-error"));
    CHECK(broker.post("hospital", "toy;id=m3;envelope=e3;from=sor-hospital").status == 202);
}

TEST_CASE("A memo comes back as it was, without the patient; anything else is refused") {
    Memo memo;
    memo.patient_hash = "abc";
    memo.envelope.message_id = "m1";
    memo.envelope.sender.gln = "5790009900016";
    memo.envelope.receivers = {PartyRef{}, PartyRef{}};
    memo.envelope.receivers[1].name = "Testby";
    memo.envelope.patient.identifier = "2512489996";
    memo.envelope.sent = Instant{Milliseconds{1'700'000'000'123}};
    const std::string text = write_memo(memo);
    CHECK(text.find("2512489996") == std::string::npos);
    const auto again = read_memo(text);
    REQUIRE(again);
    CHECK(again->envelope.sender == memo.envelope.sender);
    CHECK(again->envelope.receivers == memo.envelope.receivers);
    CHECK(again->envelope.sent == memo.envelope.sent);
    CHECK_FALSE(read_memo("").has_value());
    CHECK_FALSE(read_memo(text.substr(0, text.size() - 3)).has_value());
}

}  // namespace stafet
