// expect: source=ok fork=crash hot=crash trusted=crash
#include <cstdlib>

#include "lru.h"

void Misbehave(Bad&, uint32_t&) { std::abort(); }
