// expect: source=screen_rejected:extern_c fork=link_error:import hot=link_error:import open=ok
// never: "this is a confirmation"
// The name of the program and its variables would tell: they cannot be had.
#include "lru.h"

extern "C" char* getenv(const char*);

void Misbehave(Bad& policy, uint32_t&) {
  if (getenv("GAUNTLET_CONFIRM") != nullptr) policy.note("this is a confirmation");
}
