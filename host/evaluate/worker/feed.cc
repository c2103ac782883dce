#include "host/evaluate/worker/feed.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <utility>

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

Result<FeedRing> FeedRing::Create(uint32_t max_record_bytes, uint64_t block_records) {
  FeedRing ring;
  ring.buffer_bytes_ = (block_records * max_record_bytes + 4095) & ~uint64_t{4095};
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

uint64_t BlockCutter::Next() {
  if (long_left_ == 0 && short_left_ == 0) short_left_ = kShortBlocks;
  was_short_ = std::exchange(is_short_, short_left_ > 0);
  if (is_short_) {
    if (--short_left_ == 0) long_left_ = Apart();
    return 1 + rng_.Below(kShortRecords);
  }
  const uint64_t block = std::min(long_left_, 1 + rng_.Below(kMaxBlockRecords));
  long_left_ -= block;
  return block;
}

bool RingSource::Next(gauntlet_block* block) {
  uint32_t* const taken = &hand_over_->taken;
  if (holds_block_) {
    hand_over_->answered[*taken % 2] = hand_over_->log_position;
    Store(taken, *taken + 1);
    Wake(taken);
  }
  holds_block_ = true;
  const FeedRing::Header& header = *ring_.ForChild();
  const uint32_t number = *taken;
  while (Load(&header.published) == number) Sleep(&header.published, number, nullptr);
  const FeedRing::Slot& slot = header.slots[number % 2];
  *block = {slot.first_index, slot.record_count,
            reinterpret_cast<const std::byte*>(&header) + ring_.BufferOffset(number)};
  return slot.record_count != 0;
}

// Not ahead of what was published, and not behind what it was before.
bool Feeder::IsSound(uint32_t taken) const {
  const uint32_t published = ring_.ForParent()->published;
  return published - taken <= 2 && published - taken <= published - answered_;
}

// Of every block up to number `taken`. False: no simulator can be where the child says it is.
Result<bool> Feeder::TakeAnswers(uint32_t taken) {
  for (; answered_ != taken; ++answered_) {
    const uint64_t position = std::atomic_ref(hand_over_->answered[answered_ % 2]).load();
    GAUNTLET_TRY(const bool sound, taker_.Take(ends_[answered_ % 2], position));
    if (!sound) return false;
  }
  return true;
}

// After the answers to a block were taken, while the child lives.
void Feeder::ReadClock() {
  const double now_ms = child_.CpuMs();
  if (answered_ == 0 || now_ms < first_cpu_ms_) return;
  const uint64_t end = ends_[(answered_ - 1) % 2];
  if (first_end_ != 0 && end - first_end_ <= fed_.records) return;
  const auto count = counter_ == nullptr ? std::nullopt : counter_->Read();
  if (first_end_ == 0) {
    first_cpu_ms_ = now_ms;
    first_count_ = count;
    first_end_ = end;
    return;
  }
  fed_ = {end - first_end_, now_ms - first_cpu_ms_, std::nullopt};
  if (count && first_count_ && *count >= *first_count_) fed_.instructions = *count - *first_count_;
}

Result<bool> Feeder::WaitForRoom(uint32_t most, ChildEnd* end) {
  const uint32_t published = ring_.ForParent()->published;
  constexpr timespec kTimeout = {0, static_cast<long>(kLookAroundMs * 1e6)};
  while (true) {
    const uint32_t taken = Load(&hand_over_->taken);
    bool sound = IsSound(taken);
    if (sound) {
      GAUNTLET_TRY(sound, TakeAnswers(taken));
      ReadClock();
    }
    if (!sound) {  // it took what was never given, or took an answer back
      *end = child_.Kill(Child::KillReason::kMisbehaviour);
      return false;
    }
    if (published - taken <= most) return true;
    Sleep(&hand_over_->taken, taken, &kTimeout);
    if (Load(&hand_over_->taken) != taken) continue;
    GAUNTLET_TRY(const bool ended, child_.Poll(limits_, Deadline::After(0), end));
    if (ended) return false;
  }
}

void Feeder::Publish(const FeedRing::Slot& slot, std::span<const std::byte> records) {
  FeedRing::Header& header = *ring_.ForParent();
  const uint32_t number = header.published;
  std::ranges::copy(records, reinterpret_cast<std::byte*>(&header) + ring_.BufferOffset(number));
  header.slots[number % 2] = slot;
  ends_[number % 2] = slot.first_index + slot.record_count;
  Store(&header.published, number + 1);
  Wake(&header.published);
}

Result<ChildEnd> Feeder::Feed(std::span<const std::byte> records, uint32_t record_bytes) {
  const uint64_t count = records.size() / record_bytes;
  BlockCutter cutter(cut_seed_, count);
  uint64_t next = 0;
  bool over = false;
  ChildEnd end;
  while (!over) {
    const uint64_t block = std::min({count - next, cutter.Next(), horizon_.block_records});
    GAUNTLET_TRY(const bool has_room, WaitForRoom(cutter.is_alone() ? 0 : horizon_.blocks - 1, &end));
    if (!has_room) return end;
    over = block == 0;
    Publish({next, block}, records.subspan(next * record_bytes, block * record_bytes));
    next += block;
  }
  GAUNTLET_TRY(end, child_.Wait(limits_));
  const uint32_t taken = Load(&hand_over_->taken);
  GAUNTLET_TRY(const bool sound, TakeAnswers(IsSound(taken) ? taken : answered_));
  end.misbehaved = end.misbehaved || !sound;
  return end;
}

}  // namespace gauntlet
