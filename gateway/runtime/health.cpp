#include "gateway/runtime/health.hpp"

namespace stafet {

void Health::add_check(std::string name, std::function<bool()> good) {
    const std::lock_guard lock(mutex_);
    checks_.emplace_back(std::move(name), std::move(good));
}

Health::Report Health::report() const {
    Report report;
    report.state = state_;
    report.ready = report.state == State::serving;
    const std::lock_guard lock(mutex_);
    for (const auto& [name, good] : checks_) {
        report.checks.emplace_back(name, good());
        report.ready = report.ready && report.checks.back().second;
    }
    return report;
}

std::string_view to_string(Health::State state) {
    switch (state) {
        case Health::State::starting: return "starting";
        case Health::State::serving: return "serving";
        case Health::State::draining: return "draining";
    }
    return "starting";
}

}  // namespace stafet
