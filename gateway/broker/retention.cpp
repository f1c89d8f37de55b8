#include "gateway/broker/retention.hpp"

#include "gateway/runtime/log.hpp"

namespace stafet {

namespace {
constexpr std::size_t messages_in_a_step = 100;
constexpr std::chrono::milliseconds between_steps{20};
constexpr std::chrono::hours between_rounds{1};
}  // namespace

Retention::Retention(Store& store, Loop& loop, const Clock& clock, Metrics& metrics, Milliseconds keep)
    : store_(store),
      loop_(loop),
      clock_(clock),
      deleted_(metrics.counter("content_deleted_total", "Messages whose content was deleted, its time being over")),
      keep_(keep) {}

void Retention::start() {
    loop_.post([this] { step(); });
}

void Retention::step() {
    const Instant now = clock_.now();
    store_.delete_content(now - keep_, messages_in_a_step, now,
                          [this](const Result<std::size_t>& deleted) { loop_.post([this, deleted] { stepped(deleted); }); });
}

void Retention::stepped(const Result<std::size_t>& deleted) {
    if (!deleted) log::error("content-not-deleted", deleted.error().detail, {{"fault", to_string(deleted.error().kind)}});
    const std::size_t count = deleted ? *deleted : 0;
    deleted_.add(count);
    in_round_ += count;
    if (count > 0) return loop_.alarm(clock_.now() + between_steps, [this] { step(); });
    if (in_round_ > 0) log::info("content-deleted", "kept for as long as the configuration says", {{"messages", in_round_}});
    in_round_ = 0;
    loop_.alarm(clock_.now() + between_rounds, [this] { step(); });
}

}  // namespace stafet
