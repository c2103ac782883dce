// Frames as the other end of a channel may send them, in two pieces; whatever arrives is sent back and must
// arrive the same.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sandbox/channel.h"
#include "tests/fuzz/input.h"

namespace gauntlet {
namespace {

constexpr double kSoonMs = 10000;

struct Pair {
  Pair() {
    int fds[2];
    GAUNTLET_ASSERT(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
    const int bytes = 1 << 20;
    ::setsockopt(fds[0], SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof bytes);
    ours.Reset(fds[0]);
    theirs.Reset(fds[1]);
  }
  UniqueFd ours, theirs;
};

void SendBack(const Json& body) {
  Pair pair;
  Channel sender(std::move(pair.ours)), receiver(std::move(pair.theirs));
  if (!sender.Send(body, {}, Deadline::After(0))) return;  // longer than the socket holds
  const auto again = receiver.Receive(Deadline::After(kSoonMs));
  GAUNTLET_ASSERT(again && Json::to_cbor(again->body) == Json::to_cbor(body));
}

}  // namespace
}  // namespace gauntlet

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gauntlet;
  fuzz::Input input(data, size);
  const uint8_t descriptors = input.Take<uint8_t>() % 4;  // that come with the first byte
  if (input.rest().size() > 100000) return 0;
  Pair pair;
  const std::string_view bytes = input.rest();
  const Json none;
  if (descriptors > 0) {  // a whole frame of ours first, with descriptors
    const int fds[3] = {pair.ours.get(), pair.ours.get(), pair.ours.get()};
    Channel sender{UniqueFd(::dup(pair.ours.get()))};
    GAUNTLET_ASSERT(sender.Send(none, std::span(fds, descriptors), Deadline::After(kSoonMs)));
  }
  GAUNTLET_ASSERT(::write(pair.ours.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  pair.ours.Reset();
  Channel channel(std::move(pair.theirs));
  if (descriptors > 0) GAUNTLET_ASSERT(channel.Receive(Deadline::After(kSoonMs))->fds.size() == descriptors);
  while (!channel.broken()) {
    const auto message = channel.Receive(Deadline::After(kSoonMs));
    if (message) {
      SendBack(message->body);
    } else {
      fuzz::CheckError(message.error());
      GAUNTLET_ASSERT(channel.broken());
    }
  }
  return 0;
}
