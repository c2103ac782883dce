// expect: source=screen_rejected:inline_assembly fork=crash hot=crash trusted=crash
// A 32-bit gate: on this machine it faults, or leads to a system call of another architecture.
#include "lru.h"

void Misbehave(Bad&, uint32_t&) { asm volatile("sysenter" ::: "memory"); }
