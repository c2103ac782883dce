// expect: source=screen_rejected:extern_c
// expect: fork=crash hot=crash
// Returns into a frame of the host, with its registers as they are here.
#include "lru.h"

extern "C" const gauntlet_module* gauntlet_entry();

// The first word above that points into other code than this module's, then the next: frame by frame upwards.
__attribute__((noinline)) void Leave(volatile uint64_t* from) {
  const auto own = reinterpret_cast<uint64_t>(&gauntlet_entry);
  uint64_t frames = 0;
  for (volatile uint64_t* at = from; at < from + 20000; ++at) {
    const uint64_t word = *at;
    if (word < 0x1000000000 || (word >> 47) != 0 || (word >> 24) == (own >> 24)) continue;
    if (++frames < 40) continue;
    asm volatile("mov %0, %%rsp\n\tret" : : "r"(at) : "memory");
  }
}

void Misbehave(Bad&, uint32_t&) {
  volatile uint64_t here[1] = {};
  Leave(here);
}
