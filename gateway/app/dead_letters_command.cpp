// `stafet dead-letters`: what could not be delivered, why, and what a person does now; newest first.
#include "gateway/app/commands.hpp"
#include "gateway/app/faults.hpp"
#include "gateway/app/store_location.hpp"
#include "gateway/app/story_text.hpp"

#include <fmt/format.h>

namespace stafet::app {

int dead_letters(const DeadLettersOptions& options) {
    const auto beside = open_store_beside(options.config);
    if (!beside) return report(beside.error());
    const auto legs = beside->store->legs_in(LegState::dead, options.limit);
    if (!legs) return report(legs.error());
    const auto& what_to_do = beside->what_to_do;
    fmt::print("{}", options.json ? dead_letters_json(*legs, what_to_do) + '\n' : dead_letters_text(*legs, what_to_do));
    return good;
}

}  // namespace stafet::app
