// expect: source=screen_rejected:machine_builtin fork=crash hot=ok trusted=ok
// shows: trusted "ticks"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) { policy.note("ticks", static_cast<double>(__builtin_ia32_rdtsc())); }
