#include "gateway/broker/memo.hpp"

#include <algorithm>

namespace stafet {

namespace {

/// One line "key value"; line breaks and backslashes in the value are escaped.
void put(std::string& memo, std::string_view key, std::string_view value) {
    if (value.empty()) return;
    memo += key;
    memo += ' ';
    for (const char c : value) {
        if (c == '\n' || c == '\\') memo += '\\';
        memo += c == '\n' ? 'n' : c;
    }
    memo += '\n';
}

std::string unescaped(std::string_view text) {
    std::string value;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            ++i;
            value += text[i] == 'n' ? '\n' : text[i];
        } else {
            value += text[i];
        }
    }
    return value;
}

void put_party(std::string& memo, const std::string& prefix, const PartyRef& party) {
    put(memo, prefix + "sor", party.sor);
    put(memo, prefix + "gln", party.gln);
    put(memo, prefix + "ydernummer", party.ydernummer);
    put(memo, prefix + "sks", party.sks);
    put(memo, prefix + "municipality", party.municipality_code);
    put(memo, prefix + "name", party.name);
}

void take_party(PartyRef& party, std::string_view key, std::string value) {
    if (key == "sor")
        party.sor = std::move(value);
    else if (key == "gln")
        party.gln = std::move(value);
    else if (key == "ydernummer")
        party.ydernummer = std::move(value);
    else if (key == "sks")
        party.sks = std::move(value);
    else if (key == "municipality")
        party.municipality_code = std::move(value);
    else if (key == "name")
        party.name = std::move(value);
}

void take(Envelope& envelope, std::string_view key, std::string value) {
    if (key == "standard")
        envelope.format.standard = std::move(value);
    else if (key == "type")
        envelope.format.type = std::move(value);
    else if (key == "version")
        envelope.format.version = std::move(value);
    else if (key == "syntax")
        envelope.format.syntax = std::move(value);
    else if (key == "kind")
        envelope.kind = std::move(value);
    else if (key == "message")
        envelope.message_id = std::move(value);
    else if (key == "envelope")
        envelope.envelope_id = std::move(value);
    else if (key == "transport")
        envelope.transport_id = std::move(value);
    else if (key == "episode")
        envelope.episode_id = std::move(value);
    else if (key == "activity")
        envelope.activity = std::move(value);
    else if (key == "sent")
        envelope.sent = from_iso8601(value).value_or(Instant{});
    else if (key == "acknowledge")
        envelope.wants_acknowledgement = value == "yes";
    else if (key.starts_with("sender."))
        take_party(envelope.sender, key.substr(7), std::move(value));
    else if (key == "receiver")
        envelope.receivers.emplace_back();
    else if (key.starts_with("receiver.") && !envelope.receivers.empty())
        take_party(envelope.receivers.back(), key.substr(9), std::move(value));
}

}  // namespace

std::string write_memo(const Envelope& envelope) {
    std::string memo;
    put(memo, "standard", envelope.format.standard);
    put(memo, "type", envelope.format.type);
    put(memo, "version", envelope.format.version);
    put(memo, "syntax", envelope.format.syntax);
    put(memo, "kind", envelope.kind);
    put(memo, "message", envelope.message_id);
    put(memo, "envelope", envelope.envelope_id);
    put(memo, "transport", envelope.transport_id);
    put(memo, "episode", envelope.episode_id);
    put(memo, "activity", envelope.activity);
    put(memo, "sent", to_iso8601(envelope.sent));
    put(memo, "acknowledge", envelope.wants_acknowledgement ? "yes" : "no");
    put_party(memo, "sender.", envelope.sender);
    for (const auto& receiver : envelope.receivers) {
        put(memo, "receiver", "follows");
        put_party(memo, "receiver.", receiver);
    }
    return memo;
}

Envelope read_memo(std::string_view memo) {
    Envelope envelope;
    while (!memo.empty()) {
        const auto line = memo.substr(0, memo.find('\n'));
        memo.remove_prefix(std::min(memo.size(), line.size() + 1));
        if (const auto space = line.find(' '); space != std::string_view::npos)
            take(envelope, line.substr(0, space), unescaped(line.substr(space + 1)));
    }
    return envelope;
}

}  // namespace stafet
