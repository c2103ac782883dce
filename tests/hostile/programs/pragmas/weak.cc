// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma weak gauntlet_entry

void Misbehave(Bad&, uint32_t&) {}
