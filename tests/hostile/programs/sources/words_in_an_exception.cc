// expect: source=ok fork=exception hot=exception
#include <stdexcept>

#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  throw std::runtime_error("\x1b]0;owned\x07 verdict: ok, score: 1.0\n{\"kind\": \"ok\"}");
}
