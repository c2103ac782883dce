// expect: source=ok fork=exception hot=exception
#include "lru.h"

struct Late {
  ~Late() noexcept(false) { throw 2; }
};

void Misbehave(Bad&, uint32_t&) {
  Late late;
  throw 1;
}
