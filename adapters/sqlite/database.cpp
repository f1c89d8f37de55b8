#include "adapters/sqlite/database.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>

namespace stafet::sqlite {

namespace {

constexpr int busy_timeout_ms = 5000;

FaultKind kind_of(int code) {
    switch (code & 0xFF) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return FaultKind::corrupt;
        case SQLITE_PERM:
        case SQLITE_READONLY:
        case SQLITE_AUTH: return FaultKind::denied;
        default: return FaultKind::unavailable;  // disk full, I/O error, busy: the sender tries again
    }
}

/// Creates the file before SQLite does, because SQLite asks the umask; its -wal and -shm files take the mode of the main file.
/// Never opens one that exists: closing any descriptor of a file drops every POSIX lock that this process has on it, and without its
/// lock the next tool that leaves takes itself for the last user and deletes the write-ahead log under the server.
void create_private(const std::string& path) {
    const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0) {
        ::close(file);
    } else if (errno != EEXIST) {
        throw DatabaseError{{FaultKind::denied, "cannot open the store for writing"}};
    }
}

}  // namespace

void throw_last_error(sqlite3* handle) {
    throw DatabaseError{{kind_of(sqlite3_extended_errcode(handle)), std::string("sqlite: ") + sqlite3_errmsg(handle)}};
}

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Database::Database(const std::string& path, Access access) {
    if (access == Access::read_write) create_private(path);
    sqlite3* raw = nullptr;
    const int mode = access == Access::read_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    const int code = sqlite3_open_v2(path.c_str(), &raw, mode | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(raw);
    if (code != SQLITE_OK) throw DatabaseError{{kind_of(code), "cannot open the store"}};
    sqlite3_extended_result_codes(raw, 1);
    sqlite3_busy_timeout(raw, busy_timeout_ms);
}

void Database::run(const char* sql) {
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) throw_last_error(handle_.get());
}

std::int64_t Database::number(const char* sql) {
    Statement statement(*this, sql);
    return statement.step() ? statement.integer() : 0;
}

std::int64_t Database::last_key() const { return sqlite3_last_insert_rowid(handle_.get()); }

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement::Statement(Database& database, const char* sql) : database_(database.handle()) {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr) != SQLITE_OK) throw_last_error(database_);
    statement_.reset(raw);
}

Statement& Statement::bind(std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), ++bound_, value);
    return *this;
}

Statement& Statement::bind(std::string_view text) {
    const char* data = text.data() ? text.data() : "";
    sqlite3_bind_text(statement_.get(), ++bound_, data, static_cast<int>(text.size()), SQLITE_STATIC);
    return *this;
}

Statement& Statement::bind_blob(std::string_view bytes) {
    const char* data = bytes.data() ? bytes.data() : "";
    sqlite3_bind_blob64(statement_.get(), ++bound_, data, bytes.size(), SQLITE_STATIC);
    return *this;
}

Statement& Statement::bind_null() {
    sqlite3_bind_null(statement_.get(), ++bound_);
    return *this;
}

bool Statement::step() {
    column_ = 0;
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) {
        DatabaseError error{{kind_of(sqlite3_extended_errcode(database_)), std::string("sqlite: ") + sqlite3_errmsg(database_)}};
        reset();
        throw error;
    }
    return false;
}

void Statement::run() {
    step();
    reset();
}

void Statement::reset() {
    sqlite3_reset(statement_.get());
    bound_ = 0;
    column_ = 0;
}

std::int64_t Statement::integer() { return sqlite3_column_int64(statement_.get(), column_++); }

std::string Statement::text() { return std::string(blob()); }

std::string_view Statement::blob() {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column_));
    const int size = sqlite3_column_bytes(statement_.get(), column_++);
    return data ? std::string_view(data, static_cast<std::size_t>(size)) : std::string_view{};
}

bool Statement::is_null() const { return sqlite3_column_type(statement_.get(), column_) == SQLITE_NULL; }

}  // namespace stafet::sqlite
