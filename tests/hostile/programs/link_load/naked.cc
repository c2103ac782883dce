// expect: source=screen_rejected:attribute
#include "lru.h"

__attribute__((naked)) void Bare() {}

void Misbehave(Bad&, uint32_t&) {}
