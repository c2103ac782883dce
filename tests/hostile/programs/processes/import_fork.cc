// expect: source=screen_rejected:extern_c
// expect: fork=link_error:import
// expect: hot=link_error:import open=policy_violation trusted=link_error:import
#include "lru.h"

extern "C" int fork();

void Misbehave(Bad&, uint32_t&) { fork(); }
