// expect: source=screen_rejected:inline_assembly fork=ok hot=ok
// Changes the rounding of the processor; nobody else of this process computes with it.
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  long double third = 1.0L / 3.0L;
  asm volatile("fldcw %0" : : "m"(*reinterpret_cast<const short*>("\x7f\x00")));
  policy.note("third", static_cast<double>(third));
}
