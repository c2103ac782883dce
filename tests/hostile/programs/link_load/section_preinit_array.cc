// expect: source=screen_rejected:attribute fork=link_error:dynamic hot=link_error:dynamic
#include "lru.h"

void Early() { __builtin_trap(); }
__attribute__((section(".preinit_array"), used)) void (*const early)() = Early;

void Misbehave(Bad&, uint32_t&) {}
