// expect: source=screen_rejected:inline_assembly fork=no_result hot=no_result trusted=no_result
#include "call.h"
#include "lru.h"

void Misbehave(Bad&, uint32_t&) { Call(231, 0); }
