// expect: source=screen_rejected:include
#include __FILE__
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {}
