// expect: source=ok fork=ok
#include "lru.h"

// this comment goes on \
void Hidden();

void Misbehave(Bad&, uint32_t&) {}
