// expect: source=screen_rejected:pragma
#include "lru.h"
_Pragma("clang __debug crash")

    void Misbehave(Bad&, uint32_t&) {}
