// expect: source=screen_rejected:extern_c fork=ok hot=ok
#include "lru.h"

extern "C" int Real() { return 1; }
extern "C" int Other() __attribute__((alias("Real")));

void Misbehave(Bad&, uint32_t&) {}
