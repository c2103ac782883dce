// expect: source=ok fork=exception hot=exception
#include "lru.h"

void Misbehave(Bad&, uint32_t&) { throw; }
