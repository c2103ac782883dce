#include "sandbox/channel.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace gauntlet {
namespace {

constexpr uint32_t kMagic = 0x6c746e47;   // "Gntl"
constexpr size_t kReceiveStep = 1 << 20;  // memory follows what came, not the length that was promised
constexpr size_t kMaxDepth = 32;
constexpr uint64_t kMaxMembers = 1024;

struct FrameHeader {
  uint32_t magic;
  uint32_t body_bytes;
  uint32_t fd_count;
};
static_assert(sizeof(FrameHeader) == 12);

using FdBuffer = std::array<char, CMSG_SPACE(sizeof(int) * kMaxFrameFds)>;

void TakeFds(msghdr& message, std::vector<UniqueFd>* fds) {
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof fd);
      fds->emplace_back(fd);
    }
  }
}

// The argument of a CBOR head: 0 to 8 bytes that follow its first byte, big-endian. False: cut off or
// indefinite.
bool ReadArgument(std::span<const std::byte>& rest, uint32_t info, uint64_t* value) {
  *value = info;
  if (info < 24) return true;
  if (info > 27) return false;
  const size_t width = size_t{1} << (info - 24);
  if (rest.size() < width) return false;
  *value = 0;
  for (size_t i = 0; i < width; ++i) *value = *value << 8 | std::to_integer<uint64_t>(rest[i]);
  rest = rest.subspan(width);
  return true;
}

}  // namespace

bool IsBoundedCbor(std::span<const std::byte> bytes) {
  std::array<uint64_t, kMaxDepth> items_left{};  // items still to come at each level
  size_t depth = 0;
  items_left[0] = 1;
  while (true) {
    while (items_left[depth] == 0) {
      if (depth == 0) return bytes.empty();
      --depth;
    }
    --items_left[depth];
    if (bytes.empty()) return false;
    const uint32_t head = std::to_integer<uint32_t>(bytes[0]);
    const uint32_t major = head >> 5;
    bytes = bytes.subspan(1);
    uint64_t value = 0;
    if (!ReadArgument(bytes, head & 31, &value)) return false;
    if (major == 2 || major == 3) {
      if (value > bytes.size()) return false;
      bytes = bytes.subspan(value);
    } else if (major == 4 || major == 5) {
      if (value > bytes.size() || (major == 5 && value > kMaxMembers)) return false;
      if (++depth == kMaxDepth) return false;
      items_left[depth] = major == 5 ? 2 * value : value;
    } else if (major == 6) {
      return false;
    }
  }
}

Result<> Channel::WaitFor(short events, Deadline deadline) {
  while (true) {
    std::array<pollfd, 2> polled = {{{socket_.get(), events, 0}, {watch_pidfd_, POLLIN, 0}}};
    const int ready = ::poll(polled.data(), polled.size(), deadline.PollMs());
    if (ready < 0 && errno != EINTR) return FailErrno(ErrorKind::kWorkerLost, "poll");
    if (polled[0].revents != 0 && ready > 0) return {};  // data that a dead process left behind still counts
    if (ready > 0) return Fail(ErrorKind::kWorkerLost, "the worker process died");
    if (deadline.Passed()) return Fail(ErrorKind::kWorkerLost, "the worker process did not answer in time");
  }
}

Result<> Channel::SendBytes(std::span<const std::byte> bytes, std::span<const int> fds, Deadline deadline) {
  alignas(cmsghdr) FdBuffer control{};
  while (!bytes.empty()) {
    iovec part = {const_cast<std::byte*>(bytes.data()), bytes.size()};
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (!fds.empty()) {
      message.msg_control = control.data();
      message.msg_controllen = CMSG_SPACE(fds.size_bytes());
      cmsghdr* c = CMSG_FIRSTHDR(&message);
      c->cmsg_level = SOL_SOCKET;
      c->cmsg_type = SCM_RIGHTS;
      c->cmsg_len = CMSG_LEN(fds.size_bytes());
      std::memcpy(CMSG_DATA(c), fds.data(), fds.size_bytes());
    }
    const ssize_t sent = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      bytes = bytes.subspan(static_cast<size_t>(sent));
      if (sent > 0) fds = {};
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      GAUNTLET_CHECK_OK(WaitFor(POLLOUT, deadline));
    } else if (errno != EINTR) {
      return FailErrno(ErrorKind::kWorkerLost, "sending to the worker process");
    }
  }
  return {};
}

Result<> Channel::Send(const Json& body, std::span<const int> fds, Deadline deadline) {
  GAUNTLET_ASSERT(fds.size() <= kMaxFrameFds);
  if (broken_) return Fail(ErrorKind::kWorkerLost, "the channel is broken");
  const std::vector<uint8_t> encoded = Json::to_cbor(body);
  if (encoded.size() > kMaxFrameBytes)
    return Fail(ErrorKind::kInternalError,
                fmt::format("a message of {} bytes is too long for the wire", encoded.size()));
  const FrameHeader header = {kMagic, static_cast<uint32_t>(encoded.size()),
                              static_cast<uint32_t>(fds.size())};
  std::vector<std::byte> frame(sizeof header + encoded.size());  // in one piece: the other side wakes up once
  std::memcpy(frame.data(), &header, sizeof header);
  std::memcpy(frame.data() + sizeof header, encoded.data(), encoded.size());
  const Result<> sent = SendBytes(frame, fds, deadline);
  if (!sent) broken_ = true;
  return sent;
}

Result<> Channel::ReceiveBytes(std::span<std::byte> bytes, std::vector<UniqueFd>* fds, Deadline deadline) {
  alignas(cmsghdr) FdBuffer control{};
  while (!bytes.empty()) {
    iovec part = {bytes.data(), bytes.size()};
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t got = ::recvmsg(socket_.get(), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (got >= 0) {
      TakeFds(message, fds);
      if (got == 0) return Fail(ErrorKind::kWorkerLost, "the other side closed the channel");
      if ((message.msg_flags & MSG_CTRUNC) != 0 || fds->size() > kMaxFrameFds)
        return Fail(ErrorKind::kWorkerLost, "a frame brought too many descriptors");
      bytes = bytes.subspan(static_cast<size_t>(got));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      GAUNTLET_CHECK_OK(WaitFor(POLLIN, deadline));
    } else if (errno != EINTR) {
      return FailErrno(ErrorKind::kWorkerLost, "receiving from the worker process");
    }
  }
  return {};
}

Result<Message> Channel::ReceiveFrame(Deadline deadline) {
  Message message;
  FrameHeader header = {};
  GAUNTLET_CHECK_OK(ReceiveBytes(std::as_writable_bytes(std::span(&header, 1)), &message.fds, deadline));
  if (header.magic != kMagic)
    return Fail(ErrorKind::kWorkerLost, "a frame does not start with the magic number");
  if (header.body_bytes > kMaxFrameBytes || header.fd_count > kMaxFrameFds)
    return Fail(ErrorKind::kWorkerLost,
                fmt::format("a frame announces {} bytes and {} descriptors, more than allowed",
                            header.body_bytes, header.fd_count));
  std::vector<std::byte> body;
  while (body.size() < header.body_bytes) {
    const size_t had = body.size();
    body.resize(std::min<size_t>(header.body_bytes, had + std::max(kReceiveStep, had)));
    GAUNTLET_CHECK_OK(ReceiveBytes(std::span(body).subspan(had), &message.fds, deadline));
  }
  if (message.fds.size() != header.fd_count)
    return Fail(ErrorKind::kWorkerLost, "a frame brought another number of descriptors than it announced");
  if (!IsBoundedCbor(body)) return Fail(ErrorKind::kWorkerLost, "the body of a frame is not bounded CBOR");
  const auto* bytes = reinterpret_cast<const uint8_t*>(body.data());
  message.body = Json::from_cbor(bytes, bytes + body.size(), true, false);
  if (message.body.is_discarded())
    return Fail(ErrorKind::kWorkerLost, "the body of a frame is not valid CBOR");
  return message;
}

Result<Message> Channel::Receive(Deadline deadline) {
  if (broken_) return Fail(ErrorKind::kWorkerLost, "the channel is broken");
  Result<Message> message = ReceiveFrame(deadline);
  if (!message) broken_ = true;
  return message;
}

}  // namespace gauntlet
