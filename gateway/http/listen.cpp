#include "gateway/http/listen.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <sys/stat.h>
#include <unistd.h>

namespace stafet::http {
namespace {

using Endpoint = asio::generic::stream_protocol::endpoint;

/// A socket file that a killed process left behind; never another kind of file.
void remove_old_socket(const std::string& path) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) == 0 && S_ISSOCK(info.st_mode)) ::unlink(path.c_str());
}

std::uint16_t port_of(const Endpoint& endpoint) {
    asio::ip::tcp::endpoint tcp;
    if (endpoint.size() > tcp.capacity()) return 0;
    std::memcpy(tcp.data(), endpoint.data(), endpoint.size());
    return tcp.port();
}

Result<Endpoint> unusable(std::string why) {  // in place: a generic endpoint converts from anything, also from a Fault
    Fault fault{FaultKind::config, std::move(why)};
    return Result<Endpoint>(boost::system::in_place_error, std::move(fault));
}

Result<Endpoint> endpoint_of(const ListenAddress& address) {
    if (!address.unix_path.empty()) {
        if (address.unix_path.size() >= sizeof(sockaddr_un::sun_path)) return unusable("socket path is too long: " + address.unix_path);
        return Endpoint(asio::local::stream_protocol::endpoint(address.unix_path));
    }
    ErrorCode error;
    const auto ip = asio::ip::make_address(address.host, error);
    if (error) return unusable("not an IP address: " + address.host);
    return Endpoint(asio::ip::tcp::endpoint(ip, address.port));
}

}  // namespace

Result<std::uint16_t> listen(HttpServer::State::Acceptor& acceptor, const ListenAddress& address) {
    const Result<Endpoint> endpoint = endpoint_of(address);
    if (!endpoint) return endpoint.error();
    const bool unix_socket = !address.unix_path.empty();
    ErrorCode error;
    acceptor.open(endpoint->protocol(), error);
    if (!error && unix_socket) {
        remove_old_socket(address.unix_path);
        ::fchmod(acceptor.native_handle(), S_IRUSR | S_IWUSR);  // before bind: the file never exists with wider rights
    }
    if (!error && !unix_socket) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(*endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        return Fault{FaultKind::config, "cannot listen on " +
                                            (unix_socket ? address.unix_path : address.host + ':' + std::to_string(address.port)) + ": " +
                                            error.message()};
    return unix_socket ? std::uint16_t{0} : port_of(acceptor.local_endpoint());
}

}  // namespace stafet::http
