// expect: source=screen_rejected:mutable_static fork=link_error:dynamic hot=link_error:dynamic
#include "lru.h"

int Early() {
  volatile int one = 1;
  return one;
}
int early = Early();

void Misbehave(Bad&, uint32_t& victim) { victim += static_cast<uint32_t>(early); }
