// expect: source=screen_rejected:reserved_namespace
#include "lru.h"

namespace gauntlet::sdk {
inline int mine = 1;
}

void Misbehave(Bad&, uint32_t&) {}
