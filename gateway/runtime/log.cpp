#include "gateway/runtime/log.hpp"

#include "base/time.hpp"
#include "gateway/runtime/json_text.hpp"

#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace stafet::log {
namespace {

constexpr std::size_t longest_value = 2000;  // bytes; a log line stays readable whatever a caller hands in

std::atomic<Level> current_level{Level::info};
std::atomic<Sink> current_sink{nullptr};

std::string_view to_string(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warn: return "warn";
        case Level::error: return "error";
    }
    return "error";
}

void append_value(std::string& out, std::string_view value, bool number) {
    const std::string clean = scrub(value.substr(0, longest_value));
    if (number && clean == value) {
        out += clean;
    } else {
        append_json_string(out, clean);
    }
}

void emit(std::string& line) {
    if (const Sink sink = current_sink.load()) {
        sink(line);
        return;
    }
    line += '\n';
    std::string_view rest = line;
    while (!rest.empty()) {  // one write in nearly every case, so that lines of several threads do not mix
        const ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

void set_level(Level level) { current_level = level; }

std::optional<Level> level_named(std::string_view name) {
    for (const Level level : {Level::debug, Level::info, Level::warn, Level::error})
        if (to_string(level) == name) return level;
    return std::nullopt;
}

void set_sink(Sink sink) { current_sink = sink; }

void write(Level level, std::string_view code, std::string_view message, std::initializer_list<Field> fields) {
    if (level < current_level.load(std::memory_order_relaxed)) return;
    thread_local std::string line;
    line.assign(R"({"time":")");
    line += to_iso8601(system_clock().now());
    line += R"(","level":")";
    line += to_string(level);
    line += R"(","code":)";
    append_value(line, code, false);
    line += R"(,"message":)";
    append_value(line, message, false);
    for (const Field& field : fields) {
        line += ',';
        append_json_string(line, field.key);
        line += ':';
        append_value(line, field.value, field.number);
    }
    line += '}';
    emit(line);
}

}  // namespace stafet::log
