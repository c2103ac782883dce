// expect: source=screen_rejected:build_time
#include "lru.h"

const char when[] = __TIMESTAMP__;

void Misbehave(Bad& policy, uint32_t&) { policy.note(when); }
