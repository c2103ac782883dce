#include "host/evaluate/worker/feed.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

namespace gauntlet {
namespace {

constexpr double kLookAroundMs = 2;

// Not FUTEX_PRIVATE: the word is shared between processes through a memory file.
void Sleep(const uint32_t* word, uint32_t while_value, const timespec* timeout) {
  ::syscall(SYS_futex, word, FUTEX_WAIT, while_value, timeout, nullptr, 0);
}
void Wake(const uint32_t* word) { ::syscall(SYS_futex, word, FUTEX_WAKE, 1, nullptr, nullptr, 0); }

uint32_t Load(const uint32_t* word) {
  return std::atomic_ref(*const_cast<uint32_t*>(word)).load(std::memory_order_acquire);
}
void Store(uint32_t* word, uint32_t value) { std::atomic_ref(*word).store(value, std::memory_order_release); }

}  // namespace

Result<FeedRing> FeedRing::Create(uint32_t max_record_bytes) {
  FeedRing ring;
  ring.buffer_bytes_ = (kMaxBlockRecords * max_record_bytes + 4095) & ~uint64_t{4095};
  const uint64_t bytes = kHeaderBytes + 2 * ring.buffer_bytes_;
  GAUNTLET_TRY(const UniqueFd file, CreateMemoryFile("gauntlet-feed", bytes));
  GAUNTLET_TRY(ring.writable_, Mapping::OfFile(file.get(), bytes, true));
  if (::madvise(ring.writable_.data(), bytes, MADV_DONTFORK) != 0)
    return FailErrno(ErrorKind::kSandboxError, "madvise");
  if (::fcntl(file.get(), F_ADD_SEALS, F_SEAL_FUTURE_WRITE) != 0)
    return FailErrno(ErrorKind::kSandboxError, "sealing the feed");
  GAUNTLET_TRY(ring.read_only_, Mapping::OfFile(file.get(), bytes, false));
  return ring;
}

bool RingSource::Next(gauntlet_block* block) {
  if (holds_block_) {
    Store(taken_, *taken_ + 1);
    Wake(taken_);
  }
  holds_block_ = true;
  const FeedRing::Header& header = *ring_.ForChild();
  const uint32_t number = *taken_;
  while (Load(&header.published) == number) Sleep(&header.published, number, nullptr);
  const FeedRing::Slot& slot = header.slots[number % 2];
  *block = {slot.first_index, slot.record_count,
            reinterpret_cast<const std::byte*>(&header) + ring_.BufferOffset(number)};
  return slot.record_count != 0;
}

Result<bool> Feeder::WaitForRoom(ChildEnd* end) {
  const uint32_t published = ring_.ForParent()->published;
  constexpr timespec kTimeout = {0, static_cast<long>(kLookAroundMs * 1e6)};
  while (true) {
    const uint32_t taken = Load(taken_);
    const uint32_t full = published - taken;
    if (full < 2) return true;
    if (full > 2) {  // it took what was never given
      *end = child_.Kill(Child::KillReason::kMisbehaviour);
      return false;
    }
    Sleep(taken_, taken, &kTimeout);
    if (Load(taken_) != taken) continue;
    GAUNTLET_TRY(const bool ended, child_.Poll(limits_, Deadline::After(0), end));
    if (ended) return false;
  }
}

void Feeder::Publish(const FeedRing::Slot& slot, std::span<const std::byte> records) {
  FeedRing::Header& header = *ring_.ForParent();
  const uint32_t number = header.published;
  std::ranges::copy(records, reinterpret_cast<std::byte*>(&header) + ring_.BufferOffset(number));
  header.slots[number % 2] = slot;
  Store(&header.published, number + 1);
  Wake(&header.published);
}

Result<bool> Feeder::FeedWorkload(std::span<const std::byte> records, uint32_t record_bytes, ChildEnd* end) {
  const uint64_t count = records.size() / record_bytes;
  uint64_t next = 0;
  bool over = false;
  while (!over) {
    GAUNTLET_TRY(const bool has_room, WaitForRoom(end));
    if (!has_room) return false;
    const uint64_t block = std::min(count - next, 1 + rng_.Below(kMaxBlockRecords));
    over = block == 0;
    Publish({next, block}, records.subspan(next * record_bytes, block * record_bytes));
    next += block;
  }
  return true;
}

}  // namespace gauntlet
