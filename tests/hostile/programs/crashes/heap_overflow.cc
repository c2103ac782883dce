// expect: source=ok fork=crash hot=crash
// Runs through the arena, its neighbours, and off the end.
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  auto* block = new volatile char[64];
  for (int64_t i = 0; i < (1 << 28); ++i) block[i] = static_cast<char>(0xff);
}
