// expect: source=screen_rejected:inline_assembly fork=no_result hot=no_result
// The code with which a child says that its report says why.
#include "call.h"
#include "lru.h"

void Misbehave(Bad&, uint32_t&) { Call(231, 0x41); }
