// expect: source=screen_rejected:attribute fork=ok hot=ok
#include "lru.h"

__attribute__((section(".mine,\"awx\",@progbits#"), used, retain)) int both = 1;

void Misbehave(Bad&, uint32_t&) {}
