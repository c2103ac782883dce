// expect: source=screen_rejected:inline_assembly
// expect: fork=link_error:dynamic hot=link_error:dynamic trusted=link_error:dynamic
#include "call.h"
#include "lru.h"

__attribute__((constructor)) void Early() { Call(231, 0); }

void Misbehave(Bad&, uint32_t&) {}
