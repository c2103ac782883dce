// expect: source=screen_rejected:inline_assembly
// expect: fork=link_error:import hot=link_error:import open=policy_violation trusted=link_error:import
#include "lru.h"

int Innocent(const char* text) asm("system");

void Misbehave(Bad&, uint32_t&) { Innocent("true"); }
