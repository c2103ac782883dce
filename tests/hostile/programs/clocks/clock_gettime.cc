// expect: source=screen_rejected:extern_c fork=link_error:import hot=link_error:import open=crash
// The pages that tell the time without a system call are gone.
#include "lru.h"

extern "C" int clock_gettime(int, void*);

void Misbehave(Bad& policy, uint32_t&) {
  long now[2] = {};
  clock_gettime(5, now);
  if (now[0] != 0) policy.note("the time is known");
}
