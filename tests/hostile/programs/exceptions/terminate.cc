// expect: source=ok fork=exception hot=exception
#include <exception>

#include "lru.h"

void Misbehave(Bad&, uint32_t&) { std::terminate(); }
