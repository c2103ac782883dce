// expect: source=screen_rejected:extern_c fork=link_error:import hot=link_error:import open=crash
// Into a buffer of its own making.
#include "lru.h"

extern "C" [[noreturn]] void longjmp(void*, int);

void Misbehave(Bad&, uint32_t&) {
  static uint64_t buffer[32];
  longjmp(buffer, 1);
}
