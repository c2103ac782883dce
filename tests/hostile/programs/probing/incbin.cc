// expect: source=screen_rejected:inline_assembly
asm(".data\nsecret: .incbin \"/etc/passwd\"\n.previous");
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {}
