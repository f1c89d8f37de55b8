#include "gateway/app/drill/gateway_child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <string>
#include <vector>

extern char** environ;

namespace stafet::app {

namespace {

constexpr std::string_view port_key = "X_STAFET_PORT=";

/// A datagram socket bound to `path`, or -1.
int open_notify_socket(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.native().size() >= sizeof address.sun_path) return -1;
    std::memcpy(address.sun_path, path.c_str(), path.native().size());
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket >= 0 && ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket);
        return -1;
    }
    return socket;
}

std::uint16_t port_in(std::string_view notification) {
    const auto at = notification.find(port_key);
    std::uint16_t port = 0;
    if (at != std::string_view::npos)
        std::from_chars(notification.data() + at + port_key.size(), notification.data() + notification.size(), port);
    return port;
}

}  // namespace

GatewayChild::GatewayChild(std::filesystem::path configuration, std::filesystem::path directory)
    : configuration_(std::move(configuration)),
      directory_(std::move(directory)),
      notify_path_(directory_ / "notify"),
      notify_socket_(open_notify_socket(notify_path_)) {}

GatewayChild::~GatewayChild() {
    if (pid_) kill();
    if (notify_socket_ >= 0) ::close(notify_socket_);
}

Result<std::uint16_t> GatewayChild::start(std::chrono::milliseconds deadline) {
    if (notify_socket_ < 0) return Fault{FaultKind::unavailable, "cannot open the notify socket"};
    const std::string log = (directory_ / "gateway.log").string();
    const std::string notify = "NOTIFY_SOCKET=" + notify_path_.string();
    std::vector<char*> environment;
    for (char** entry = environ; *entry; ++entry)
        if (!std::string_view(*entry).starts_with("NOTIFY_SOCKET=")) environment.push_back(*entry);
    environment.push_back(const_cast<char*>(notify.c_str()));
    environment.push_back(nullptr);

    std::string program = "/proc/self/exe", command = "run", option = "--config", file = configuration_.string();
    char* arguments[] = {program.data(), command.data(), option.data(), file.data(), nullptr};
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const int failed = ::posix_spawn(&pid_, program.c_str(), &files, nullptr, arguments, environment.data());
    posix_spawn_file_actions_destroy(&files);
    if (failed) {
        pid_ = 0;
        return Fault{FaultKind::unavailable, std::string("cannot start the gateway: ") + std::strerror(failed)};
    }
    return wait_until_ready(deadline);
}

Result<std::uint16_t> GatewayChild::wait_until_ready(std::chrono::milliseconds deadline) {
    const auto until = std::chrono::steady_clock::now() + deadline;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd waiting{notify_socket_, POLLIN, 0};
        if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0)
            return Fault{FaultKind::timeout, "the gateway did not become ready; see gateway.log"};
        char text[512];
        const auto size = ::recv(notify_socket_, text, sizeof text, 0);
        const std::string_view notification(text, size > 0 ? static_cast<std::size_t>(size) : 0);
        if (notification.find("READY=1") != std::string_view::npos)
            if (const auto port = port_in(notification)) return port;
    }
}

int GatewayChild::end(int signal) {
    if (!pid_) return 0;
    ::kill(pid_, signal);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void GatewayChild::kill() { end(SIGKILL); }

int GatewayChild::terminate() { return end(SIGTERM); }

}  // namespace stafet::app
