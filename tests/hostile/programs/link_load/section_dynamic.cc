// expect: source=screen_rejected:attribute
#include "lru.h"

__attribute__((section(".dynamic"), used, retain)) long more[] = {1, 1, 12, 0x1000};

void Misbehave(Bad&, uint32_t&) {}
