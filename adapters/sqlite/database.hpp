// One SQLite connection and its prepared statements, with faults instead of codes.
//
// A connection and its statements belong to one thread at a time. Never retries: a busy database waits `busy_timeout` and then is a Fault.
#pragma once

#include "base/fault.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace stafet::sqlite {

/// Thrown inside this room only: a failed statement ends the whole transaction, whatever depth it was in. Becomes a Fault at the room's
/// edge.
struct DatabaseError {
    Fault fault;
};

class Database;

/// A prepared statement: bind in order, step, read columns in order. Resets itself for the next use in `reset`.
class Statement {
   public:
    Statement(Database& database, const char* sql);
    Statement(Statement&&) noexcept = default;

    Statement& bind(std::int64_t value);
    /// The text must live until the statement is reset.
    Statement& bind(std::string_view text);
    Statement& bind_blob(std::string_view bytes);
    Statement& bind_null();
    Statement& bind(Instant instant) { return bind(static_cast<std::int64_t>(instant.time_since_epoch().count())); }
    Statement& bind(std::chrono::milliseconds duration) { return bind(static_cast<std::int64_t>(duration.count())); }

    /// True when there is a row; the columns are read from the first again.
    bool step();
    /// Runs a statement that gives no rows, and resets it.
    void run();
    void reset();

    std::int64_t integer();
    std::string text();
    /// Valid until the next step or reset.
    std::string_view blob();
    Instant instant() { return Instant{Milliseconds{integer()}}; }
    std::chrono::milliseconds duration() { return std::chrono::milliseconds{integer()}; }
    bool is_null() const;

   private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    sqlite3* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int bound_ = 0;
    int column_ = 0;
};

/// Resets a statement when its scope ends, also by exception: an unreset reader would hold the write-ahead log open.
class ResetAtEnd {
   public:
    explicit ResetAtEnd(Statement& statement) : statement_(statement) {}
    ~ResetAtEnd() { statement_.reset(); }
    ResetAtEnd(const ResetAtEnd&) = delete;
    ResetAtEnd& operator=(const ResetAtEnd&) = delete;

   private:
    Statement& statement_;
};

enum class Access : std::uint8_t { read_only, read_write };

class Database {
   public:
    /// Opens the file; read_write creates it with permission 0600. Throws DatabaseError.
    Database(const std::string& path, Access access);
    Database(Database&&) noexcept = default;

    /// Runs statements without parameters or results.
    void run(const char* sql);
    std::int64_t number(const char* sql);
    std::int64_t last_key() const;
    sqlite3* handle() const { return handle_.get(); }

   private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::unique_ptr<sqlite3, Close> handle_;
};

/// The fault behind the connection's last error.
[[noreturn]] void throw_last_error(sqlite3* handle);

}  // namespace stafet::sqlite
