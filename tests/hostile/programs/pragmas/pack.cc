// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma pack(push, 1)

void Misbehave(Bad&, uint32_t&) {}
