// expect: source=ok fork=crash hot=crash
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  volatile uint64_t frame[1] = {};
  volatile uint64_t* volatile at = frame;
  for (int i = 0; i < 400; ++i) at[i] = 0x4141414141414141;
}
