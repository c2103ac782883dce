// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma comment(linker, "-rpath=/tmp")

void Misbehave(Bad&, uint32_t&) {}
