// expect: source=screen_rejected:attribute
#include "lru.h"

__attribute__((target("avx512f"))) double Twice(double x) { return 2 * x; }

void Misbehave(Bad&, uint32_t&) {}
