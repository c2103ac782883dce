// expect: source=screen_rejected:raw_memory fork=crash hot=crash trusted=crash
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  *reinterpret_cast<volatile char*>(reinterpret_cast<uint64_t>(&Misbehave)) = 1;
}
