// expect: source=screen_rejected:raw_memory fork=ok hot=ok trusted=ok
// operator delete of what is not its own does nothing.
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  volatile char here[64] = {};
  volatile uint64_t at = reinterpret_cast<uint64_t>(here);
  delete[] reinterpret_cast<char*>(at);
}
