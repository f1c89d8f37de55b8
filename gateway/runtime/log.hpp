// Structured log: one JSON object per line on stderr. Holds ids and codes, never a body, a query string, a name or a CPR number;
// every value passes the scrubber, which replaces anything that looks like a CPR number by "[cpr]".
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace stafet::log {

enum class Level { debug, info, warn, error };

struct Field {
    std::string_view key;
    std::string value;
    bool number = false;
    Field(std::string_view k, std::string v) : key(k), value(std::move(v)) {}
    Field(std::string_view k, std::string_view v) : key(k), value(v) {}
    Field(std::string_view k, const char* v) : key(k), value(v) {}
    Field(std::string_view k, long long v) : key(k), value(std::to_string(v)), number(true) {}
    Field(std::string_view k, unsigned long long v) : key(k), value(std::to_string(v)), number(true) {}
    Field(std::string_view k, int v) : Field(k, static_cast<long long>(v)) {}
    Field(std::string_view k, long v) : Field(k, static_cast<long long>(v)) {}
    Field(std::string_view k, unsigned long v) : Field(k, static_cast<unsigned long long>(v)) {}
    Field(std::string_view k, unsigned v) : Field(k, static_cast<unsigned long long>(v)) {}
};

void set_level(Level level);
/// "debug", "info", "warn", "error".
std::optional<Level> level_named(std::string_view name);
/// `code` is a stable name of what happened ("leg-delivered"); `message` is for people. Thread-safe.
void write(Level level, std::string_view code, std::string_view message, std::initializer_list<Field> fields = {});

inline void info(std::string_view code, std::string_view message, std::initializer_list<Field> fields = {}) {
    write(Level::info, code, message, fields);
}
inline void warn(std::string_view code, std::string_view message, std::initializer_list<Field> fields = {}) {
    write(Level::warn, code, message, fields);
}
inline void error(std::string_view code, std::string_view message, std::initializer_list<Field> fields = {}) {
    write(Level::error, code, message, fields);
}

/// Replaces what looks like a CPR number (six digits that begin with a date, optional hyphen, four digits; not inside a longer run of
/// digits or a UUID).
std::string scrub(std::string_view text);

/// Redirects lines to `sink` (tests); nullptr = stderr.
using Sink = void (*)(std::string_view line);
void set_sink(Sink sink);

}  // namespace stafet::log
