// Every operator new and delete of the evaluator program; modules are linked against these at load.

#include <malloc.h>
#include <string.h>

#include <cstdlib>
#include <new>

#include "host/evaluate/worker/candidate_heap.h"

namespace {

using gauntlet::g_candidate_heap;

void* FromC(size_t bytes, size_t alignment) {
  if (bytes == 0) bytes = 1;
  if (alignment <= alignof(std::max_align_t)) return std::malloc(bytes);
  return std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
}

void* Take(size_t bytes, size_t alignment) {
  if (g_candidate_heap.active) {
    void* block = g_candidate_heap.arena.Allocate(bytes, alignment);
    if (block == nullptr) g_candidate_heap.exhausted(bytes);
    return block;
  }
  void* block = FromC(bytes, alignment);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

void* TakeOrNull(size_t bytes, size_t alignment) noexcept {
  return g_candidate_heap.active ? g_candidate_heap.arena.Allocate(bytes, alignment)
                                 : FromC(bytes, alignment);
}

// What was taken before a candidate's run is left alone during it: the C heap is not the candidate's to change.
// What we are done with is wiped: children that are forked later find nothing of it in their copy of our heap.
void GiveBack(void* block) noexcept {
  if (g_candidate_heap.arena.Owns(block)) return g_candidate_heap.arena.Free(block);
  if (g_candidate_heap.active || block == nullptr) return;
  ::explicit_bzero(block, ::malloc_usable_size(block));
  std::free(block);
}

constexpr size_t kPlain = alignof(std::max_align_t);

}  // namespace

void* operator new(size_t n) { return Take(n, kPlain); }
void* operator new[](size_t n) { return Take(n, kPlain); }
void* operator new(size_t n, std::align_val_t a) { return Take(n, static_cast<size_t>(a)); }
void* operator new[](size_t n, std::align_val_t a) { return Take(n, static_cast<size_t>(a)); }
void* operator new(size_t n, const std::nothrow_t&) noexcept { return TakeOrNull(n, kPlain); }
void* operator new[](size_t n, const std::nothrow_t&) noexcept { return TakeOrNull(n, kPlain); }
void* operator new(size_t n, std::align_val_t a, const std::nothrow_t&) noexcept {
  return TakeOrNull(n, static_cast<size_t>(a));
}
void* operator new[](size_t n, std::align_val_t a, const std::nothrow_t&) noexcept {
  return TakeOrNull(n, static_cast<size_t>(a));
}

void operator delete(void* p) noexcept { GiveBack(p); }
void operator delete[](void* p) noexcept { GiveBack(p); }
void operator delete(void* p, size_t) noexcept { GiveBack(p); }
void operator delete[](void* p, size_t) noexcept { GiveBack(p); }
void operator delete(void* p, std::align_val_t) noexcept { GiveBack(p); }
void operator delete[](void* p, std::align_val_t) noexcept { GiveBack(p); }
void operator delete(void* p, size_t, std::align_val_t) noexcept { GiveBack(p); }
void operator delete[](void* p, size_t, std::align_val_t) noexcept { GiveBack(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { GiveBack(p); }
void operator delete[](void* p, const std::nothrow_t&) noexcept { GiveBack(p); }
void operator delete(void* p, std::align_val_t, const std::nothrow_t&) noexcept { GiveBack(p); }
void operator delete[](void* p, std::align_val_t, const std::nothrow_t&) noexcept { GiveBack(p); }
