// expect: source=screen_rejected:mutable_static
// expect: fork=link_error:dynamic hot=link_error:dynamic trusted=link_error:dynamic
#include "lru.h"

int dropped;
__attribute__((destructor)) void Late() { dropped = 1; }

void Misbehave(Bad&, uint32_t&) {}
