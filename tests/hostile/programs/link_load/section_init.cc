// expect: source=screen_rejected:extern_c fork=ok hot=ok
#include "lru.h"

extern "C" __attribute__((section(".init"), used)) void _init() { __builtin_trap(); }

void Misbehave(Bad&, uint32_t&) {}
