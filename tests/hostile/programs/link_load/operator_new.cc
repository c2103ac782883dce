// expect: source=screen_rejected:mutable_static fork=ok hot=ok trusted=ok
// Its own operator new serves itself alone.
#include "lru.h"

char heap[1 << 20];
uint64_t used;
void* operator new(__SIZE_TYPE__ bytes) {
  return heap + (used += (bytes + 15) & ~15ull) - ((bytes + 15) & ~15ull);
}
void operator delete(void*) noexcept {}
void operator delete(void*, __SIZE_TYPE__) noexcept {}

void Misbehave(Bad&, uint32_t&) {}
