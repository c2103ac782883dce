#include "bad.h"

void Misbehave(gauntlet::cache::Slot*) { __builtin_ia32_rdtsc(); }
