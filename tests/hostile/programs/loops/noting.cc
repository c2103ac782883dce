// expect: source=ok fork=timeout hot=timeout
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  for (;;) policy.note("and again");
}
