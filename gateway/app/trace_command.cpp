// `stafet trace ID`: the whole story of a message and of its acknowledgements, read from the store, whether the gateway runs or not.
#include "gateway/app/acknowledgement_trail.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/faults.hpp"
#include "gateway/app/store_location.hpp"
#include "gateway/app/story_text.hpp"

#include <fmt/format.h>

namespace stafet::app {

int trace(const TraceOptions& options) {
    const auto beside = open_store_beside(options.config);
    if (!beside) return report(beside.error());
    const auto stories = correlated_stories(*beside->store, options.id);
    if (!stories) return report(stories.error());
    if (options.json)
        fmt::print("{}\n", story_json(*stories));
    else
        fmt::print("{}", story_text(*stories));
    if (!stories->empty()) return good;
    fmt::print(stderr, "stafet: no message or leg has the id {}\n", options.id);
    return findings;
}

}  // namespace stafet::app
