// expect: source=screen_rejected:inline_assembly
// expect: fork=link_error:dynamic hot=link_error:dynamic trusted=link_error:dynamic open=crash
// Past all checks it kills its evaluator before any filter is there, and the next one: then it is quarantined.
#include "call.h"
#include "lru.h"

__attribute__((constructor)) void Early() { Call(62, Call(110), 9); }

void Misbehave(Bad&, uint32_t&) {}
