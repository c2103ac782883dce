// expect: source=ok fork=timeout hot=timeout
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  for (;;) {
    try {
      throw 1;
    } catch (int) {
    }
  }
}
