// expect: source=screen_rejected:attribute
// expect: fork=link_error:dynamic hot=link_error:dynamic trusted=link_error:dynamic
#include "lru.h"

__attribute__((constructor)) void Early() { __builtin_trap(); }

void Misbehave(Bad&, uint32_t&) {}
