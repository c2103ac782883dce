// How a child is fed that must not know the future.
//
//   parent                                       child (never had the records mapped)
//   maps the ring writable (gone in children)     has the ring mapped read-only since before the fork
//   forks the child, then maps the records
//   while there are records and at most one buffer is full:
//     takes the answers to the blocks that are done out of the child's reach (LogTaker)
//     copies a block of random size into the other buffer; around a short block, not before the child has done
//     all others: then nobody can see what follows the record that is served
//     published += 1, wakes the child       -->   takes block number `taken`, plays it
//                                           <--   says how long its log is, taken += 1 when it asks for the
//                                                 next one, wakes the parent
//   a block of 0 records ends the workload
//
// Where the simulator bounds a block (facts.block_records), a record is a whole decision and the next one its
// outcome: then only one buffer is ever full, and nothing of it is there before its predecessor is answered.
//
// `published` and the buffers lie in the ring, a memory file sealed against other writers; the HandOver lies
// in the report, in reach of the candidate. A `taken` that is ahead of `published`, or a log that shrinks,
// ends the child. A candidate that rushes through the blocks to see all of them before it answers has to say
// for each that its log was no longer: the replay knows how long it must have been. Every wait of the parent
// is short and followed by a look at the child's pidfd and its limits.
#pragma once

#include <gauntlet/simulator.h>

#include <algorithm>
#include <span>

#include "host/base/rng.h"
#include "host/evaluate/worker/event_counter.h"
#include "host/evaluate/worker/log_taker.h"
#include "host/evaluate/worker/play.h"
#include "sandbox/child.h"
#include "sandbox/mapping.h"

namespace gauntlet {

constexpr uint64_t kMaxBlockRecords = 4096;

// How much of a workload a child may see at once.
struct Horizon {
  uint64_t block_records = kMaxBlockRecords;
  uint32_t blocks = 2;

  static Horizon Of(uint64_t block_records) {
    return block_records == 0 ? Horizon{} : Horizon{std::min(block_records, kMaxBlockRecords), 1};
  }
};

class FeedRing {
 public:
  // Room for blocks of so many records of this size. In the parent, before the fork.
  static Result<FeedRing> Create(uint32_t max_record_bytes, uint64_t block_records = kMaxBlockRecords);

  struct Slot {
    uint64_t first_index;
    uint64_t record_count;
  };
  struct Header {
    uint32_t published;
    uint32_t reserved;
    Slot slots[2];
  };

  const Header* ForChild() const { return reinterpret_cast<const Header*>(read_only_.data()); }
  Header* ForParent() const { return reinterpret_cast<Header*>(writable_.data()); }
  uint64_t BufferOffset(uint32_t number) const { return kHeaderBytes + number % 2 * buffer_bytes_; }

 private:
  static constexpr uint64_t kHeaderBytes = 4096;
  Mapping writable_;
  Mapping read_only_;
  uint64_t buffer_bytes_ = 0;
};

// How a workload is cut. Nobody can learn to look ahead by a fixed distance: blocks have any size up to
// kMaxBlockRecords, and every now and then, in a short workload too, a few come that hold next to nothing.
class BlockCutter {
 public:
  BlockCutter(uint64_t seed, uint64_t records)
      : rng_(seed),
        mean_apart_(std::clamp<uint64_t>(records / kFewestRuns, 1, kMostApart)),
        long_left_(Apart()) {}
  uint64_t Next();
  // Whether the block that Next gave last, or the one before it, is to be seen alone.
  bool is_alone() const { return is_short_ || was_short_; }

 private:
  static constexpr uint64_t kFewestRuns = 4, kMostApart = 14336, kShortBlocks = 3, kShortRecords = 4;
  uint64_t Apart() { return 1 + rng_.Below(2 * mean_apart_); }

  Rng rng_;
  uint64_t mean_apart_;
  uint64_t long_left_;       // records until the next short blocks
  uint64_t short_left_ = 0;  // short blocks to come
  bool is_short_ = false, was_short_ = false;
};

// The child's side.
class RingSource : public BlockSource {
 public:
  RingSource(const FeedRing& ring, HandOver* hand_over) : ring_(ring), hand_over_(hand_over) {}
  bool Next(gauntlet_block* block) override;

 private:
  const FeedRing& ring_;
  HandOver* hand_over_;
  bool holds_block_ = false;
};

// The parent's side, for one child and a ring that fed nobody before.
class Feeder {
 public:
  Feeder(const FeedRing& ring, HandOver* hand_over, LogTaker& taker, Child& child, const ChildLimits& limits,
         uint64_t cut_seed, const Horizon& horizon = {})
      : ring_(ring),
        hand_over_(hand_over),
        taker_(taker),
        child_(child),
        limits_(limits),
        cut_seed_(cut_seed),
        horizon_(horizon) {}

  // Feeds the workload to the child and waits for its end.
  Result<ChildEnd> Feed(std::span<const std::byte> records, uint32_t record_bytes);

  // What the child does is counted, too. REQUIRES: `counter` was there before the child, and outlives this.
  void Count(const EventCounter& counter) { counter_ = &counter; }
  // From the end of the child's first block to that of the last one that was watched.
  const Fed& fed() const { return fed_; }

 private:
  // True: the child has at most `most` blocks that it has not done. False: it ended (`end` says how).
  Result<bool> WaitForRoom(uint32_t most, ChildEnd* end);
  bool IsSound(uint32_t taken) const;
  Result<bool> TakeAnswers(uint32_t taken);
  void ReadClock();
  void Publish(const FeedRing::Slot& slot, std::span<const std::byte> records);

  const FeedRing& ring_;
  HandOver* hand_over_;
  LogTaker& taker_;
  Child& child_;
  ChildLimits limits_;
  uint64_t cut_seed_;
  Horizon horizon_;
  uint32_t answered_ = 0;  // blocks whose answers were taken
  uint64_t ends_[2] = {};  // index behind the last record of block n, at n % 2
  const EventCounter* counter_ = nullptr;
  double first_cpu_ms_ = 0;
  std::optional<uint64_t> first_count_;
  uint64_t first_end_ = 0;  // 0: no block is done yet
  Fed fed_;
};

}  // namespace gauntlet
