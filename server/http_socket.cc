// TCP over IPv4 and IPv6 without blocking.
#include "server/http_socket.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>

namespace mayfly {
namespace {

constexpr int kBacklog = 1024;
// Bytes that wait in the kernel for a slow reader: few, so that its memory is bounded and what it
// takes can be seen; what is under way to a fast one comes on top.
constexpr int kUnsentMax = 128 * 1024;
// The loop's other connections want a turn too.
constexpr uint64_t kFileAtOnceMax = 1 << 20;

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

AddressList resolve(const std::string& host, uint16_t port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) found = nullptr;
  return {found, &freeaddrinfo};
}

Address peer_address(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    return address_of(reinterpret_cast<const sockaddr_in*>(&address)->sin_addr);
  }
  if (address.ss_family != AF_INET6) return {};
  return address_of(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_addr);
}

Transfer broken_or_waiting() {
  const bool would_block = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  return {would_block ? Transfer::Outcome::kWouldBlock : Transfer::Outcome::kBroken};
}

Transfer send_pieces(const Descriptor& socket, const std::array<std::string_view, 2>& pieces,
                     int flags) {
  std::array<iovec, 2> vectors{};
  for (size_t i = 0; i < pieces.size(); ++i) {
    vectors[i].iov_base = const_cast<char*>(pieces[i].data());  // NOLINT: sendmsg only reads
    vectors[i].iov_len = pieces[i].size();
  }
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = vectors.size();
  const ssize_t size = sendmsg(socket.get(), &message, MSG_NOSIGNAL | flags);
  if (size < 0) return broken_or_waiting();
  return {Transfer::Outcome::kDone, static_cast<size_t>(size)};
}

}  // namespace

Result<Listener> listen_on(const std::string& host, uint16_t port) {
  const AddressList addresses = resolve(host, port);
  if (!addresses) return fail(Fault::kBadInput, "the host to listen on is not known");
  for (const addrinfo* each = addresses.get(); each != nullptr; each = each->ai_next) {
    Descriptor listener(socket(each->ai_family, each->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
                               each->ai_protocol));
    if (!listener.is_open()) continue;
    const int on = 1;
    setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener.get(), each->ai_addr, each->ai_addrlen) != 0) continue;
    if (listen(listener.get(), kBacklog) != 0) continue;
    return listener_on(std::move(listener));
  }
  return fail(Fault::kConflict, "the address to listen on is in use or not available");
}

Result<Listener> listener_on(Descriptor socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  const int flags = fcntl(socket.get(), F_GETFL);
  if (flags < 0 || fcntl(socket.get(), F_SETFL, flags | O_NONBLOCK) != 0 ||
      getsockname(socket.get(), generic, &size) != 0 ||
      getnameinfo(generic, size, host.data(), host.size(), port.data(), port.size(),
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return fail(Fault::kStorage, "the socket to listen on cannot be used");
  }
  const std::string plain = host.data();
  const std::string name = address.ss_family == AF_INET6 ? '[' + plain + ']' : plain;
  const auto number = static_cast<uint16_t>(std::strtoul(port.data(), nullptr, 10));
  return Listener{std::move(socket), number, name + ':' + port.data()};
}

tl::expected<Accepted, AcceptFault> accept_from(const Descriptor& listener) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  Descriptor client(accept4(listener.get(), generic, &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!client.is_open()) {
    const bool no_room = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    return tl::unexpected(no_room ? AcceptFault::kNoRoom : AcceptFault::kNoneWaiting);
  }
  const int on = 1;
  setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(client.get(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kUnsentMax, sizeof kUnsentMax);
  return Accepted{std::move(client), peer_address(address)};
}

Transfer receive_from(const Descriptor& socket, std::span<char> into) {
  const ssize_t size = recv(socket.get(), into.data(), into.size(), 0);
  if (size < 0) return broken_or_waiting();
  return {Transfer::Outcome::kDone, static_cast<size_t>(size)};
}

Transfer send_to(const Descriptor& socket, const Outgoing& outgoing) {
  const auto& [pieces, file, file_begin, file_size] = outgoing;
  const size_t in_memory = pieces[0].size() + pieces[1].size();
  size_t sent = 0;
  if (in_memory > 0) {
    const Transfer transfer = send_pieces(socket, pieces, file_size > 0 ? MSG_MORE : 0);
    if (transfer.outcome != Transfer::Outcome::kDone || transfer.size < in_memory) return transfer;
    sent = transfer.size;
  }
  if (file_size == 0) return {Transfer::Outcome::kDone, sent};
  auto from = static_cast<off_t>(file_begin);
  const ssize_t size =
      sendfile(socket.get(), file->get(), &from, std::min<uint64_t>(file_size, kFileAtOnceMax));
  if (size > 0) return {Transfer::Outcome::kDone, sent + static_cast<size_t>(size)};
  // A file that ends too early cannot be sent as it was announced.
  const Transfer none = size == 0 ? Transfer{Transfer::Outcome::kBroken} : broken_or_waiting();
  return sent > 0 ? Transfer{Transfer::Outcome::kDone, sent} : none;
}

void end_sending(const Descriptor& socket) { shutdown(socket.get(), SHUT_WR); }

}  // namespace mayfly
