// Moves the write-ahead log into the main file beside the writer, so that no commit waits for it.
//
// A thread with a connection of its own copies the bulk; when little is left the writer copies the rest between two commits,
// which lets the log begin anew. Should the thread never catch up, the writer does it all once the log passes its limit.
#pragma once

#include "adapters/sqlite/database.hpp"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace stafet::sqlite {

class Checkpointer {
   public:
    /// `writer` outlives this object and is touched only in `after_commit`.
    Checkpointer(const std::string& path, Database& writer);
    ~Checkpointer();

    /// On the writer's thread, after each commit.
    void after_commit();

   private:
    void work();
    static int on_commit(void* self, sqlite3* handle, const char* name, int pages);

    Database own_;
    Database& writer_;
    int log_pages_ = 0;  // writer's thread only
    std::mutex mutex_;
    std::condition_variable wake_;
    bool wanted_ = false;    // guarded by mutex_
    bool nearly_ = false;    // guarded by mutex_: only a rest is left, the writer may finish
    bool stopping_ = false;  // guarded by mutex_
    std::thread thread_;
};

}  // namespace stafet::sqlite
