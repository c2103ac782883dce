// expect: source=screen_rejected:extern_c
// expect: fork=link_error:import hot=link_error:import open=policy_violation
#include "lru.h"

extern "C" void* fopen(const char*, const char*);

void Misbehave(Bad&, uint32_t&) { fopen("/etc/passwd", "r"); }
