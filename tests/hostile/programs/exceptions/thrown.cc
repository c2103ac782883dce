// expect: source=ok fork=exception hot=exception trusted=exception
#include "lru.h"

void Misbehave(Bad&, uint32_t&) { throw 7; }
