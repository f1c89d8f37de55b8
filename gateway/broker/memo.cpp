#include "gateway/broker/memo.hpp"

#include <array>
#include <vector>

namespace stafet {

namespace {

// Fields in a fixed order, each ended by the unit separator, which no identifier or name contains.
constexpr char end_of_field = '\x1f';
constexpr std::string_view version = "1";
constexpr std::size_t most_receivers = 64;

template <class Party>
auto fields(Party& party) {
    return std::array{&party.sor, &party.gln, &party.ydernummer, &party.sks, &party.municipality_code, &party.name};
}

template <class Subject>
auto fields_of_memo(Subject& memo) {
    auto& e = memo.envelope;
    return std::array{&memo.patient_hash, &e.format.standard, &e.format.type,  &e.format.version, &e.format.syntax, &e.kind,
                      &e.message_id,      &e.envelope_id,     &e.transport_id, &e.episode_id,     &e.activity};
}

class Reader {
   public:
    explicit Reader(std::string_view text) : rest_(text) {}
    bool next(std::string& field) {
        const auto end = rest_.find(end_of_field);
        if (end == std::string_view::npos) return false;
        field = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        return true;
    }
    bool party(PartyRef& party) {
        for (auto* field : fields(party))
            if (!next(*field)) return false;
        return true;
    }
    bool done() const { return rest_.empty(); }

   private:
    std::string_view rest_;
};

void append(std::string& text, std::string_view field) {
    for (const char c : field)
        if (c != end_of_field) text += c;
    text += end_of_field;
}

}  // namespace

std::string write_memo(const Memo& memo) {
    std::string text;
    append(text, version);
    append(text, memo.envelope.wants_acknowledgement ? "1" : "0");
    for (const auto* field : fields_of_memo(memo)) append(text, *field);
    append(text, to_iso8601(memo.envelope.sent));
    for (const auto* field : fields(memo.envelope.sender)) append(text, *field);
    for (std::size_t i = 0; i < memo.envelope.receivers.size() && i < most_receivers; ++i)
        for (const auto* field : fields(memo.envelope.receivers[i])) append(text, *field);
    return text;
}

std::optional<Memo> read_memo(std::string_view text) {
    Reader reader(text);
    Memo memo;
    std::string found, wants, sent;
    if (!reader.next(found) || found != version || !reader.next(wants)) return std::nullopt;
    memo.envelope.wants_acknowledgement = wants == "1";
    for (auto* field : fields_of_memo(memo))
        if (!reader.next(*field)) return std::nullopt;
    if (!reader.next(sent)) return std::nullopt;
    memo.envelope.sent = from_iso8601(sent).value_or(Instant{});
    if (!reader.party(memo.envelope.sender)) return std::nullopt;
    while (!reader.done()) {
        PartyRef receiver;
        if (!reader.party(receiver)) return std::nullopt;
        memo.envelope.receivers.push_back(std::move(receiver));
    }
    return memo;
}

}  // namespace stafet
