// expect: source=screen_rejected:extern_c
// expect: fork=link_error:import hot=link_error:import open=exception
#include "lru.h"

extern "C" int _Unwind_RaiseException(void*);

void Misbehave(Bad&, uint32_t&) {
  alignas(16) static uint64_t foreign[8] = {0x1234};
  _Unwind_RaiseException(foreign);
  throw 1;
}
