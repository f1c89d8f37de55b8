// The commands about a configuration, with the standards of this build: `stafet check` and `stafet explain`.
#pragma once

#include "gateway/ports/translator.hpp"
#include "routes/matching/receivers.hpp"

namespace stafet::app {

/// What the router and the linter ask of a translator that outlives the result.
routes::CanTranslate translations_of(const Translator& translator);

}  // namespace stafet::app
