// expect: source=screen_rejected:inline_assembly
#include "lru.h"

asm(".section .note.GNU-stack,\"x\",@progbits\n.previous");

void Misbehave(Bad&, uint32_t&) {}
