// How a child is fed that must not know the future.
//
//   parent                                       child (never had the records mapped)
//   maps the ring writable (gone in children)     has the ring mapped read-only since before the fork
//   forks the child, then maps the records
//   while there are records and at most one buffer is full:
//     copies a block of random size into the other buffer
//     published += 1, wakes the child       -->   takes block number `taken`, plays it
//                                           <--   taken += 1 when it asks for the next one, wakes the parent
//   a block of 0 records ends a workload; the next workload begins with the next block
//
// `published` and the buffers lie in the ring, a memory file sealed against other writers; `taken` lies in
// the report, in
// reach of the candidate. A `taken` that is ahead of `published` ends the child. Every wait of the parent for
// `taken` is short
// and followed by a look at the child's pidfd and its limits.
#pragma once

#include <gauntlet/simulator.h>

#include <span>

#include "host/base/rng.h"
#include "host/evaluate/worker/play.h"
#include "sandbox/child.h"
#include "sandbox/mapping.h"

namespace gauntlet {

constexpr uint64_t kMaxBlockRecords = 4096;

class FeedRing {
 public:
  // Room for blocks of records up to this size. In the parent, before the fork.
  static Result<FeedRing> Create(uint32_t max_record_bytes);

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

// The child's side.
class RingSource : public BlockSource {
 public:
  RingSource(const FeedRing& ring, uint32_t* taken) : ring_(ring), taken_(taken) {}
  bool Next(gauntlet_block* block) override;

 private:
  const FeedRing& ring_;
  uint32_t* taken_;
  bool holds_block_ = false;
};

// The parent's side, for one child. Each call returns true, or false when the child ended (`end` says how).
class Feeder {
 public:
  Feeder(const FeedRing& ring, uint32_t* taken, Child& child, const ChildLimits& limits, uint64_t cut_seed)
      : ring_(ring), taken_(taken), child_(child), limits_(limits), rng_(cut_seed) {}

  Result<bool> FeedWorkload(std::span<const std::byte> records, uint32_t record_bytes, ChildEnd* end);

 private:
  Result<bool> WaitForRoom(ChildEnd* end);
  void Publish(const FeedRing::Slot& slot, std::span<const std::byte> records);

  const FeedRing& ring_;
  uint32_t* taken_;
  Child& child_;
  ChildLimits limits_;
  Rng rng_;
};

}  // namespace gauntlet
