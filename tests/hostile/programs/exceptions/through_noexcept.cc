// expect: source=ok fork=exception hot=exception
#include "lru.h"

void Through() noexcept { throw 1; }

void Misbehave(Bad&, uint32_t&) { Through(); }
