// How the host and a worker speak. Both ends hold one end of a Unix stream socket pair (in the worker it is
// fd 3).
//
//   host                                   worker
//     frame {what to do} + descriptors -->
//                                      <-- frame {answer} + descriptors        one answer for each question,
//                                      in order
//     closes its end                   --> the worker sees the end of the stream and exits
//
// A frame is a header of three little-endian u32 (magic, body bytes, number of descriptors), then the body:
// one JSON value as CBOR, blobs as binary values. Descriptors travel with the first byte of the header
// (SCM_RIGHTS).
//
// Each end takes the other for hostile: a frame that is too long, nests too deep, promises more than it
// holds, brings another number of descriptors than it says, or comes too slowly is an error, and after any
// error the channel is broken for good (there is no way to find the next frame). Every wait has a deadline
// and, when a pidfd is watched, ends with the other side's death.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "host/base/clock.h"
#include "host/base/json.h"
#include "host/base/result.h"
#include "host/base/unique_fd.h"

namespace gauntlet {

inline constexpr int kWorkerChannelFd = 3;
inline constexpr uint32_t kMaxFrameBytes = 256u << 20;
inline constexpr uint32_t kMaxFrameFds = 200;  // the kernel takes 253 at once

struct Message {
  Json body;
  std::vector<UniqueFd> fds;
};

class Channel {
 public:
  // `watch_pidfd` (not owned, -1: none) ends waits when that process dies.
  explicit Channel(UniqueFd socket, int watch_pidfd = -1)
      : socket_(std::move(socket)), watch_pidfd_(watch_pidfd) {}

  // Descriptors are duplicated into the other process; the caller keeps its own.
  // REQUIRES: fds.size() <= kMaxFrameFds.
  Result<> Send(const Json& body, std::span<const int> fds, Deadline deadline);
  Result<Message> Receive(Deadline deadline);

  int fd() const { return socket_.get(); }
  bool broken() const { return broken_; }
  void Close() {
    socket_.Reset();
    broken_ = true;
  }

 private:
  Result<> WaitFor(short events, Deadline deadline);
  Result<> SendBytes(std::span<const std::byte> bytes, std::span<const int> fds, Deadline deadline);
  Result<> ReceiveBytes(std::span<std::byte> bytes, std::vector<UniqueFd>* fds, Deadline deadline);
  Result<Message> ReceiveFrame(Deadline deadline);

  UniqueFd socket_;
  int watch_pidfd_;
  bool broken_ = false;
};

// Whether `bytes` are one well-formed CBOR item of definite lengths that all lie inside `bytes`, nested at
// most 32 deep, with at most 1024 members an object: what our own encoder writes, and what decoding takes
// bounded time and stack for.
bool IsBoundedCbor(std::span<const std::byte> bytes);

}  // namespace gauntlet
