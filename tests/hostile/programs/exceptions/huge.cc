// expect: source=ok fork=exception
#include "lru.h"

struct Huge {
  char bytes[64 << 20] = {};
};

void Misbehave(Bad&, uint32_t&) {
  static const Huge huge;
  throw huge;
}
