#include "sandbox/arena.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace gauntlet {
namespace {

constexpr uint32_t kLarge = 0x80000000;
constexpr size_t kFineBytes = 1024;  // up to here a class every 16 bytes

}  // namespace

uint64_t Arena::RegionBytes(uint64_t budget_bytes) { return 2 * budget_bytes + (16u << 20); }

void Arena::Attach(std::span<std::byte> region, uint64_t budget_bytes, const ArenaHabits& habits) {
  *this = Arena();
  habits_ = habits;
  const uint64_t table_bytes = region.size() / kSpanBytes * sizeof(uint32_t);
  spans_ = reinterpret_cast<uint32_t*>(region.data());
  const uintptr_t first = reinterpret_cast<uintptr_t>(region.data()) + table_bytes;
  base_ = region.data() +
          (((first + kSpanBytes - 1) & ~(kSpanBytes - 1)) - reinterpret_cast<uintptr_t>(region.data()));
  end_ = base_ + static_cast<uint64_t>(region.data() + region.size() - base_) / kSpanBytes * kSpanBytes;
  untouched_ = base_;
  touched_ = end_;
  budget_bytes_ = budget_bytes;
}

size_t Arena::ClassOf(size_t bytes) {
  if (bytes <= kFineBytes) return bytes == 0 ? 0 : (bytes - 1) / 16;
  const size_t last = bytes - 1;  // 2^k <= last < 2^(k+1): four classes between them
  const unsigned k = static_cast<unsigned>(std::bit_width(last)) - 1;
  return 64 + (k - 10) * 4 + ((last >> (k - 2)) & 3);
}

size_t Arena::ClassBytes(size_t size_class) {
  if (size_class < 64) return (size_class + 1) * 16;
  const size_t k = 10 + (size_class - 64) / 4;
  return (size_t{1} << k) + ((size_class - 64) % 4 + 1) * (size_t{1} << (k - 2));
}

bool Arena::Charge(uint64_t bytes) {
  if (bytes > budget_bytes_ - live_bytes_) return false;
  live_bytes_ += bytes;
  peak_bytes_ = std::max(peak_bytes_, live_bytes_);
  return true;
}

void* Arena::Allocate(size_t bytes, size_t alignment) {
  if (bytes > static_cast<size_t>(end_ - base_) || alignment > kSpanBytes) return nullptr;
  if (alignment > 16)
    bytes = std::bit_ceil(std::max(bytes, alignment));  // a power of two lies on its own multiple
  if (bytes > kLargestClassBytes) return AllocateLarge(bytes);
  return AllocateSmall(ClassOf(bytes));
}

void* Arena::AllocateSmall(size_t size_class) {
  const size_t bytes = ClassBytes(size_class);
  if (!Charge(bytes)) return nullptr;
  if (FreeBlock* block = free_[size_class]) {
    free_[size_class] = block->next;
    Prepare(reinterpret_cast<std::byte*>(block), bytes, false);
    return block;
  }
  if (next_[size_class] == last_[size_class]) {
    bool fresh = false;
    std::byte* span = TakeSpans(1, &fresh);
    if (span == nullptr) {
      live_bytes_ -= bytes;
      return nullptr;
    }
    Prepare(span, kSpanBytes, fresh);
    spans_[SpanOf(span)] = static_cast<uint32_t>(size_class + 1);
    Cut(size_class, span);
  }
  std::byte* block = next_[size_class];
  next_[size_class] += habits_.mirrored ? -static_cast<ptrdiff_t>(bytes) : static_cast<ptrdiff_t>(bytes);
  return block;
}

void Arena::Cut(size_t size_class, std::byte* span) {
  const auto bytes = static_cast<ptrdiff_t>(ClassBytes(size_class));
  const ptrdiff_t all = static_cast<ptrdiff_t>(kSpanBytes) / bytes * bytes;
  next_[size_class] = habits_.mirrored ? span + all - bytes : span;
  last_[size_class] = habits_.mirrored ? span - bytes : span + all;
}

// Fresh ground is zero already.
void Arena::Prepare(std::byte* block, uint64_t bytes, bool fresh) const {
  if (habits_.fill) {
    if (fresh) std::memset(block, *habits_.fill, bytes);
  } else if (!fresh) {
    std::memset(block, 0, bytes);
  }
}

void* Arena::AllocateLarge(size_t bytes) {
  const uint64_t count = (bytes + kSpanBytes - 1) / kSpanBytes;
  if (!Charge(count * kSpanBytes)) return nullptr;
  bool fresh = false;
  std::byte* block = TakeSpans(count, &fresh);
  if (block == nullptr) {
    live_bytes_ -= count * kSpanBytes;
    return nullptr;
  }
  Prepare(block, count * kSpanBytes, fresh);
  spans_[SpanOf(block)] = kLarge | static_cast<uint32_t>(count);
  return block;
}

// First fit among the freed ones, then new ground.
std::byte* Arena::TakeSpans(uint64_t count, bool* fresh) {
  for (FreeSpans** link = &free_spans_; *link != nullptr; link = &(*link)->next) {
    FreeSpans* run = *link;
    if (run->count < count) continue;
    if (run->count == count) {
      *link = run->next;
    } else {
      auto* rest = reinterpret_cast<FreeSpans*>(reinterpret_cast<std::byte*>(run) + count * kSpanBytes);
      *rest = {run->next, run->count - count};
      *link = rest;
    }
    *fresh = false;
    return reinterpret_cast<std::byte*>(run);
  }
  if (static_cast<uint64_t>(touched_ - untouched_) / kSpanBytes < count) return nullptr;
  *fresh = true;
  if (habits_.mirrored) return touched_ -= count * kSpanBytes;
  std::byte* span = untouched_;
  untouched_ += count * kSpanBytes;
  return span;
}

void Arena::Free(void* block) {
  if (block == nullptr) return;
  const uint32_t span = spans_[SpanOf(static_cast<std::byte*>(block))];
  if ((span & kLarge) != 0) return FreeLarge(static_cast<std::byte*>(block));
  if (span == 0) return;  // not the start of a block of ours: the policy's own confusion
  live_bytes_ -= ClassBytes(span - 1);
  auto* freed = static_cast<FreeBlock*>(block);
  freed->next = free_[span - 1];
  free_[span - 1] = freed;
}

void Arena::FreeLarge(std::byte* block) {
  const uint64_t index = SpanOf(block);
  const uint64_t count = spans_[index] & ~kLarge;
  spans_[index] = 0;
  live_bytes_ -= count * kSpanBytes;
  FreeSpans* before = nullptr;
  FreeSpans* after = free_spans_;
  while (after != nullptr && reinterpret_cast<std::byte*>(after) < block) {
    before = after;
    after = after->next;
  }
  auto* freed = reinterpret_cast<FreeSpans*>(block);
  *freed = {after, count};
  (before == nullptr ? free_spans_ : before->next) = freed;
  const auto merge_with_next = [](FreeSpans* run) {
    if (reinterpret_cast<std::byte*>(run) + run->count * kSpanBytes !=
        reinterpret_cast<std::byte*>(run->next))
      return;
    run->count += run->next->count;
    run->next = run->next->next;
  };
  merge_with_next(freed);
  if (before != nullptr) merge_with_next(before);
}

}  // namespace gauntlet
