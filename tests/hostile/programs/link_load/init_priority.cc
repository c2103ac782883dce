// expect: source=screen_rejected:attribute fork=link_error:dynamic hot=link_error:dynamic
#include "lru.h"

struct Thing {
  Thing() { value = 1; }
  volatile int value;
};
__attribute__((init_priority(101))) Thing thing;

void Misbehave(Bad&, uint32_t&) {}
