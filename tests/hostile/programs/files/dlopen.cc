// expect: source=screen_rejected:extern_c
// expect: fork=link_error:import hot=link_error:import open=crash
#include "lru.h"

extern "C" void* dlopen(const char*, int);

void Misbehave(Bad&, uint32_t&) { dlopen("libnone.so", 2); }
