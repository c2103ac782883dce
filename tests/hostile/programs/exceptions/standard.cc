// expect: source=ok fork=exception hot=exception trusted=exception
#include <stdexcept>

#include "lru.h"

void Misbehave(Bad&, uint32_t&) { throw std::runtime_error("on purpose"); }
