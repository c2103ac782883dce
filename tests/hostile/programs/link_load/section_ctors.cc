// expect: source=screen_rejected:attribute
#include "lru.h"

void Early() { __builtin_trap(); }
__attribute__((section(".ctors"), used)) void (*const early)() = Early;

void Misbehave(Bad&, uint32_t&) {}
