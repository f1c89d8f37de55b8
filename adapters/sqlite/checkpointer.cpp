#include "adapters/sqlite/checkpointer.hpp"

#include "base/thread_name.hpp"

#include <sqlite3.h>

namespace stafet::sqlite {

namespace {
constexpr int begin_pages = 2'000;   // 8 MB: worth copying
constexpr int limit_pages = 16'000;  // 64 MB: the writer stops for it
constexpr int rest_pages = 500;      // 2 MB: a few milliseconds
}  // namespace

Checkpointer::Checkpointer(const std::string& path, Database& writer)
    : own_(path, Access::read_write), writer_(writer), thread_([this] { work(); }) {
    sqlite3_wal_hook(writer_.handle(), &Checkpointer::on_commit, this);
}

Checkpointer::~Checkpointer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
    sqlite3_wal_hook(writer_.handle(), nullptr, nullptr);
}

int Checkpointer::on_commit(void* self, sqlite3*, const char*, int pages) {
    static_cast<Checkpointer*>(self)->log_pages_ = pages;
    return SQLITE_OK;
}

void Checkpointer::after_commit() {
    if (log_pages_ < begin_pages) return;
    bool finish = log_pages_ > limit_pages;
    {
        const std::lock_guard lock(mutex_);
        finish = finish || nearly_;
        nearly_ = false;
        wanted_ = !finish;
    }
    if (finish) {
        sqlite3_wal_checkpoint_v2(writer_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    } else {
        wake_.notify_one();
    }
}

void Checkpointer::work() {
    name_this_thread("checkpointer");
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return stopping_ || wanted_; });
        if (stopping_) return;
        wanted_ = false;
        lock.unlock();
        int in_log = 0;
        int copied = 0;
        const int code = sqlite3_wal_checkpoint_v2(own_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &copied);
        lock.lock();
        nearly_ = code == SQLITE_OK && in_log - copied < rest_pages;
    }
}

}  // namespace stafet::sqlite
