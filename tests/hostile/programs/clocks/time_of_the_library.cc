// expect: source=screen_rejected:extern_c fork=link_error:import hot=link_error:import open=crash
#include "lru.h"

extern "C" long time(long*);

void Misbehave(Bad& policy, uint32_t&) { policy.note("now", static_cast<double>(time(nullptr))); }
