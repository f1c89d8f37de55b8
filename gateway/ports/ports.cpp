#include "gateway/ports/envelope.hpp"
#include "gateway/ports/mailbox.hpp"
#include "gateway/ports/routing.hpp"
#include "gateway/ports/store.hpp"
#include "gateway/ports/translator.hpp"
#include "gateway/ports/transport.hpp"

#include <array>

namespace stafet {

std::string to_string(const Format& format) {
    std::string text = format.standard + ' ' + format.type;
    if (!format.version.empty()) text += ' ' + format.version;
    if (!format.syntax.empty()) text += ' ' + format.syntax;
    return text;
}

std::string_view to_string(LawDomain law) { return law == LawDomain::servicelov ? "servicelov" : "sundhedslov"; }

std::string_view to_string(Endpoint::Channel channel) {
    switch (channel) {
        case Endpoint::Channel::push: return "push";
        case Endpoint::Channel::subscription: return "subscription";
        case Endpoint::Channel::mailbox: return "mailbox";
    }
    return "push";
}

std::string_view to_string(Loss::Kind kind) {
    switch (kind) {
        case Loss::Kind::not_carried: return "not-carried";
        case Loss::Kind::as_text: return "as-text";
        case Loss::Kind::truncated: return "truncated";
        case Loss::Kind::code_unmapped: return "code-unmapped";
    }
    return "not-carried";
}

namespace {
constexpr std::array<std::string_view, 6> leg_states{"accepted", "delivering", "delivered", "acknowledged", "rejected", "dead"};
}

std::string_view to_string(LegState state) { return leg_states[static_cast<std::size_t>(state)]; }

std::optional<LegState> leg_state_from(std::string_view text) {
    for (std::size_t i = 0; i < leg_states.size(); ++i)
        if (leg_states[i] == text) return static_cast<LegState>(i);
    return std::nullopt;
}

bool may_become(LegState from, LegState to) {
    switch (from) {
        case LegState::accepted:
        case LegState::delivering: return true;
        case LegState::delivered: return to == LegState::delivered || to == LegState::accepted;  // overdue; sent again by a person
        case LegState::acknowledged:
        case LegState::rejected: return false;
        case LegState::dead: return to == LegState::accepted;
    }
    return false;
}

bool verdict_counts(LegState current, bool rejected_transiently, const Verdict& verdict) {
    if (current == LegState::acknowledged) return false;
    if (current == LegState::rejected) return rejected_transiently && verdict.state == LegState::acknowledged;
    return true;
}

}  // namespace stafet
