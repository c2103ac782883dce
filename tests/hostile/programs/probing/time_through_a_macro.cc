// expect: source=screen_rejected:build_time
#define NOW __TI##ME__
#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)
#include "lru.h"

const char when[] = JOIN(__TI, ME__);

void Misbehave(Bad& policy, uint32_t&) { policy.note(when); }
