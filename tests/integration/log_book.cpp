#include "tests/integration/log_book.hpp"

#include "gateway/runtime/log.hpp"
#include "tests/integration/deadline.hpp"

#include <algorithm>
#include <atomic>

namespace stafet::testing {

namespace {

std::atomic<LogBook*> open_book{nullptr};

bool holds(const std::string& line, const std::vector<std::string>& parts) {
    return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) { return line.find(part) != std::string::npos; });
}

std::size_t matches(const std::vector<std::string>& lines, const std::vector<std::string>& parts) {
    return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [&](const auto& line) { return holds(line, parts); }));
}

}  // namespace

LogBook::LogBook() {
    open_book = this;
    log::set_level(log::Level::debug);  // deliveries are told at this level, and tests wait for them
    log::set_sink(&LogBook::take);
}

LogBook::~LogBook() {
    log::set_sink(nullptr);
    log::set_level(log::Level::info);
    open_book = nullptr;
}

void LogBook::take(std::string_view line) {
    LogBook* book = open_book;
    if (book == nullptr) return;
    const std::lock_guard lock(book->mutex_);
    book->lines_.emplace_back(line);
    book->changed_.notify_all();
}

bool LogBook::wait_for(const std::vector<std::string>& parts, std::size_t times) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, deadline, [&] { return matches(lines_, parts) >= times; });
}

std::size_t LogBook::count(const std::vector<std::string>& parts) const {
    const std::lock_guard lock(mutex_);
    return matches(lines_, parts);
}

std::vector<std::string> LogBook::news() {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> news;
    std::copy_if(lines_.begin() + static_cast<std::ptrdiff_t>(told_), lines_.end(), std::back_inserter(news),
                 [](const std::string& line) { return line.find(R"("level":"debug")") == std::string::npos; });
    told_ = lines_.size();
    return news;
}

std::vector<std::string> LogBook::lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line + '\n';
    return text;
}

}  // namespace stafet::testing
