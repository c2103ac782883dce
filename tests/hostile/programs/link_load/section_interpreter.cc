// expect: source=screen_rejected:attribute fork=link_error:interpreter hot=link_error:interpreter
#include "lru.h"

__attribute__((section(".interp"), used, retain)) const char interpreter[] = "/bin/sh";

void Misbehave(Bad&, uint32_t&) {}
