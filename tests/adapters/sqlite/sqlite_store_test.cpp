#include "adapters/sqlite/sqlite_store.hpp"

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/payload_codec.hpp"
#include "adapters/sqlite/schema.hpp"
#include "tests/conformance/store_suite.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <random>

namespace stafet {

namespace {

using testing::accept_now;
using testing::sample_message;

/// A folder of its own, removed at the end.
class Folder {
   public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "stafet-store-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string file(const std::string& name = "store.db") const { return (path_ / name).string(); }

   private:
    std::filesystem::path path_;
};

std::unique_ptr<Store> open(const std::string& path, std::uint64_t max_bytes = 0, std::size_t max_waiting = 8192) {
    sqlite::StoreOptions options;
    options.path = path;
    options.max_bytes = max_bytes;
    options.max_waiting = max_waiting;
    return sqlite::open_store(options).value();
}

std::string random_text(std::size_t size, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(random());
    return text;
}

/// What lies in the file once the log has been moved into it.
std::string file_bytes(const std::string& path) {
    sqlite::Database(path, sqlite::Access::read_write).run("PRAGMA wal_checkpoint(TRUNCATE)");
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("The SQLite store keeps what every store promises") {
    const Folder folder;
    int number = 0;
    testing::run_store_suite([&]() -> testing::OpenStore {
        const std::string path = folder.file("store" + std::to_string(++number));
        return [path] { return open(path); };
    });
}

TEST_CASE("Nothing durable is lost when the process is killed at any moment (P07)") {
    const Folder folder;
    testing::run_durability_suite([&] { return open(folder.file()); }, std::random_device{}(), 12);
}

TEST_CASE("The same answer to a duplicate after a restart") {
    const Folder folder;
    const auto message = sample_message("hospital", "m1", {"practice"});
    CHECK(accept_now(*open(folder.file()), message)->outcome == Accepted::Outcome::stored);
    auto again = sample_message("hospital", "m1", {"practice"});
    again.answer.body = "other";
    const auto accepted = accept_now(*open(folder.file()), again).value();
    CHECK(accepted.outcome == Accepted::Outcome::duplicate);
    CHECK(accepted.answer == message.answer);
}

TEST_CASE("A tool that comes and goes beside the server takes nothing durable with it (P07)") {
    const Folder folder;
    int told[2];
    int go[2];
    REQUIRE(::pipe(told) == 0);
    REQUIRE(::pipe(go) == 0);
    const pid_t server = ::fork();
    REQUIRE(server >= 0);
    char byte = 0;
    if (server == 0) {
        const auto store = open(folder.file());
        for (const char* id : {"before", "after"}) {
            if (!accept_now(*store, sample_message("hospital", id, {"practice"}))) ::_exit(1);
            if (::write(told[1], "x", 1) != 1 || ::read(go[0], &byte, 1) != 1) ::_exit(1);
        }
        ::_exit(1);
    }
    REQUIRE(::read(told[0], &byte, 1) == 1);
    {
        sqlite::Database tool(folder.file(), sqlite::Access::read_write);  // as the sqlite3 command opens it
        CHECK(tool.number("SELECT count(*) FROM message") == 1);
    }
    REQUIRE(::write(go[1], "x", 1) == 1);
    REQUIRE(::read(told[0], &byte, 1) == 1);
    ::kill(server, SIGKILL);
    ::waitpid(server, nullptr, 0);
    for (const int end : {told[0], told[1], go[0], go[1]}) ::close(end);
    CHECK(open(folder.file())->pending("practice", 0, 10)->size() == 2);
}

TEST_CASE("The store's files are for its owner only") {
    const Folder folder;
    const auto store = open(folder.file());
    accept_now(*store, sample_message("hospital", "m1", {})).value();
    for (const auto* suffix : {"", "-wal", "-shm", ".lock"}) {
        struct stat info {};
        REQUIRE(::stat((folder.file() + suffix).c_str(), &info) == 0);
        CHECK((info.st_mode & 0777) == 0600);
    }
}

TEST_CASE("A full disk refuses every waiter, keeps nothing by halves, and the store recovers") {
    const Folder folder;
    auto store = open(folder.file(), 2u << 20);
    int stored = 0;
    std::atomic<int> faults{0};
    for (std::uint64_t i = 0; faults == 0; ++i) {
        auto message = sample_message("hospital", "m" + std::to_string(i), {"practice"});
        message.legs[0].payload = std::make_shared<const std::string>(random_text(50'000, i));
        const auto accepted = accept_now(*store, message);
        if (accepted) {
            ++stored;
        } else {
            CHECK(accepted.error().kind == FaultKind::unavailable);
            ++faults;
        }
    }
    CHECK_FALSE(store->ready());
    CHECK(stored > 10);
    std::promise<void> all;
    std::atomic<int> answered{0};
    for (int i = 0; i < 20; ++i) {
        auto message = sample_message("hospital", "late" + std::to_string(i), {"practice"});
        message.legs[0].payload = std::make_shared<const std::string>(random_text(200'000, 1));
        store->accept(message, [&](auto accepted) {
            CHECK_FALSE(accepted.has_value());
            if (++answered == 20) all.set_value();
        });
    }
    all.get_future().get();
    CHECK(store->pending("practice", 0, 1000)->size() == static_cast<std::size_t>(stored));
    store.reset();
    store = open(folder.file(), 8u << 20);
    CHECK(store->pending("practice", 0, 1000)->size() == static_cast<std::size_t>(stored));
    CHECK(accept_now(*store, sample_message("hospital", "late1", {"practice"}))->outcome == Accepted::Outcome::stored);
}

TEST_CASE("More than may wait is pushed back at once") {
    const Folder folder;
    const auto store = open(folder.file(), 0, 4);
    constexpr int count = 2000;
    std::atomic<int> full{0};
    std::atomic<int> stored{0};
    std::promise<void> all;
    for (int i = 0; i < count; ++i) {
        store->accept(sample_message("hospital", "m" + std::to_string(i), {"practice"}), [&](auto accepted) {
            if (accepted) {
                ++stored;
            } else {
                CHECK(accepted.error().kind == FaultKind::full);
                ++full;
            }
            if (stored + full == count) all.set_value();
        });
    }
    all.get_future().get();
    CHECK(full > 0);
    CHECK(store->pending("practice", 0, count)->size() == static_cast<std::size_t>(stored));
}

TEST_CASE("A store of a newer schema is refused and left as it is") {
    const Folder folder;
    accept_now(*open(folder.file()), sample_message("hospital", "m1", {})).value();
    {
        sqlite::Database database(folder.file(), sqlite::Access::read_write);
        database.run(("PRAGMA user_version=" + std::to_string(sqlite::schema_version + 1)).c_str());
    }
    sqlite::StoreOptions options;
    options.path = folder.file();
    CHECK(sqlite::open_store(options).error().kind == FaultKind::config);
    sqlite::Database database(folder.file(), sqlite::Access::read_write);
    CHECK(database.number("SELECT count(*) FROM message") == 1);
}

TEST_CASE("A store of an older schema is brought up to date") {
    const Folder folder;
    const auto key = accept_now(*open(folder.file()), sample_message("hospital", "m1", {})).value().message;
    {
        sqlite::Database database(folder.file(), sqlite::Access::read_write);
        database.run("DROP INDEX message_held; PRAGMA user_version=1");
    }
    const auto store = open(folder.file());
    CHECK(store->original(key).has_value());
    sqlite::Database database(folder.file(), sqlite::Access::read_only);
    CHECK(database.number("SELECT count(*) FROM sqlite_master WHERE name='message_held'") == 1);
}

TEST_CASE("Deleted content is no longer in the file") {
    const Folder folder;
    auto message = sample_message("hospital", "m1", {});
    message.original = std::make_shared<const std::string>("unmistakable");  // too short to be compressed
    {
        const auto store = open(folder.file());
        accept_now(*store, message).value();
    }
    CHECK(file_bytes(folder.file()).find("unmistakable") != std::string::npos);
    {
        const auto store = open(folder.file());
        std::promise<std::size_t> deleted;
        store->delete_content(message.received + std::chrono::hours(1), 10, message.received,
                              [&](auto count) { deleted.set_value(count.value()); });
        CHECK(deleted.get_future().get() == 1);
    }
    CHECK(file_bytes(folder.file()).find("unmistakable") == std::string::npos);
}

TEST_CASE("Large content is deleted in several steps, so that nobody waits long") {
    const Folder folder;
    const auto store = open(folder.file());
    for (int i = 0; i < 3; ++i) {
        auto message = sample_message("hospital", "m" + std::to_string(i), {});
        message.original = std::make_shared<const std::string>(20u << 20, 'x');
        accept_now(*store, message).value();
    }
    for (const std::size_t expected : {1, 1, 1, 0}) {
        std::promise<std::size_t> deleted;
        store->delete_content(Instant::max(), 10, Instant{}, [&](auto count) { deleted.set_value(count.value()); });
        CHECK(deleted.get_future().get() == expected);
    }
}

TEST_CASE("A second server on the same file is refused, a tool is not") {
    const Folder folder;
    const auto server = open(folder.file());
    sqlite::StoreOptions options;
    options.path = folder.file();
    CHECK(sqlite::open_store(options).error().kind == FaultKind::unavailable);
    options.server = false;
    const auto tool = sqlite::open_store(options);
    REQUIRE(tool.has_value());
    accept_now(*server, sample_message("hospital", "m1", {"practice"})).value();
    CHECK((*tool)->trace("m1")->size() == 1);
}

TEST_CASE("A file that is no store, or a folder that is not there, is a fault") {
    const Folder folder;
    sqlite::StoreOptions options;
    options.path = folder.file("nowhere/store.db");
    CHECK(sqlite::open_store(options).error().kind == FaultKind::unavailable);
    options.path = folder.file();
    {
        std::ofstream junk(options.path);
        junk << std::string(10'000, 'x');
    }
    CHECK(sqlite::open_store(options).error().kind == FaultKind::corrupt);
}

TEST_CASE("Payloads come back byte for byte, and shared ones are stored once") {
    for (const std::string& text : {std::string(), std::string("x"), std::string(100'000, 'a'), random_text(5'000, 1)}) {
        CHECK(sqlite::unpack(sqlite::pack(text), text.size()).value() == text);
    }
    CHECK(sqlite::pack(std::string(100'000, 'a')).size() < 1000);
    CHECK(sqlite::unpack("", 1).error().kind == FaultKind::corrupt);
    CHECK(sqlite::unpack("zgarbage", 8).error().kind == FaultKind::corrupt);
    CHECK(sqlite::unpack(sqlite::pack("abc"), 4).error().kind == FaultKind::corrupt);

    const Folder folder;
    {
        auto message = sample_message("hospital", "m1", {"a", "b", "c"});
        message.legs[0].payload = message.original;
        message.legs[1].payload = std::make_shared<const std::string>(*message.original);
        accept_now(*open(folder.file()), message).value();
    }
    sqlite::Database database(folder.file(), sqlite::Access::read_write);
    CHECK(database.number("SELECT count(*) FROM payload") == 2);
}

TEST_CASE("The write-ahead log stays small under a steady load") {
    const Folder folder;
    const auto store = open(folder.file());
    for (int round = 0; round < 60; ++round) {
        std::promise<void> all;
        std::atomic<int> left{20};
        for (int i = 0; i < 20; ++i) {
            auto message = sample_message("hospital", std::to_string(round) + "-" + std::to_string(i), {"practice"});
            message.legs[0].payload = std::make_shared<const std::string>(random_text(60'000, static_cast<std::uint64_t>(round * 100 + i)));
            store->accept(message, [&](auto) {
                if (--left == 0) all.set_value();
            });
        }
        all.get_future().get();
    }
    CHECK(std::filesystem::file_size(folder.file() + "-wal") < (70u << 20));
}

}  // namespace stafet
