// The memory of a policy: a heap inside one pre-mapped region, because a locked child cannot ask the kernel
// for more.
//
// The region is cut into spans of 64 KiB. A span holds blocks of one size class, or is part of a large block;
// a table says which, so that a block needs no header and `delete` needs no size. Freed blocks are reused
// last in, first out, freed large blocks merge with their neighbours. Every block is handed out zeroed: a
// policy that reads what it never wrote reads the same in every run. Live bytes (rounded up to their class)
// count against the budget.
//
// One thread. The bookkeeping lies in reach of the policy, which can only harm itself by breaking it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace gauntlet {

// What no policy may depend on, and by which two arenas may therefore differ.
struct ArenaHabits {
  bool mirrored = false;        // spans from the end of the region, blocks from the end of a span
  std::optional<uint8_t> fill;  // instead of zeroes: new blocks hold it, used ones what was left in them
};

class Arena {
 public:
  // REQUIRES: region zeroed, aligned to a page.
  void Attach(std::span<std::byte> region, uint64_t budget_bytes, const ArenaHabits& habits = {});

  // nullptr: the budget is spent. REQUIRES: alignment is a power of two, at most kSpanBytes.
  void* Allocate(size_t bytes, size_t alignment = 16);
  // REQUIRES: Owns(block), or nullptr.
  void Free(void* block);
  bool Owns(const void* block) const {
    return static_cast<const std::byte*>(block) >= base_ && static_cast<const std::byte*>(block) < end_;
  }

  // Counts memory that the policy has by other ways (its module's data). False: the budget is spent.
  bool Charge(uint64_t bytes);
  uint64_t live_bytes() const { return live_bytes_; }
  uint64_t peak_bytes() const { return peak_bytes_; }

  // Bytes of a region that surely hold a live `budget_bytes`, cut up as they may be.
  static uint64_t RegionBytes(uint64_t budget_bytes);

  static constexpr size_t kSpanBytes = 64 << 10;
  static constexpr size_t kLargestClassBytes = 16 << 10;

 private:
  static constexpr size_t kClasses =
      64 + 16;  // 16, 32, ... 1024; then four a doubling up to kLargestClassBytes

  struct FreeBlock {
    FreeBlock* next;
  };
  struct FreeSpans {  // a run of free spans, at its first byte; ordered by address
    FreeSpans* next;
    uint64_t count;
  };

  static size_t ClassOf(size_t bytes);
  static size_t ClassBytes(size_t size_class);
  void* AllocateSmall(size_t size_class);
  void* AllocateLarge(size_t bytes);
  std::byte* TakeSpans(uint64_t count, bool* fresh);
  void Prepare(std::byte* block, uint64_t bytes, bool fresh) const;
  void Cut(size_t size_class, std::byte* span);
  void FreeLarge(std::byte* block);
  uint64_t SpanOf(const std::byte* block) const { return static_cast<uint64_t>(block - base_) / kSpanBytes; }

  std::byte* base_ = nullptr;  // first span
  std::byte* end_ = nullptr;
  std::byte* untouched_ = nullptr;  // spans from here on were never used,
  std::byte* touched_ = nullptr;    // up to here
  uint32_t* spans_ =
      nullptr;  // per span: size class + 1, or kLarge | number of spans for the first of a large block
  uint64_t budget_bytes_ = 0;
  uint64_t live_bytes_ = 0;
  uint64_t peak_bytes_ = 0;
  FreeBlock* free_[kClasses] = {};
  std::byte* next_[kClasses] = {};  // rest of the span being cut into blocks of this class
  std::byte* last_[kClasses] = {};  // where it ends, one block past the last
  FreeSpans* free_spans_ = nullptr;
  ArenaHabits habits_;
};

}  // namespace gauntlet
