#include "bad.h"

void Misbehave(gauntlet::cache::Slot* victim) { *victim = 0x7fffffff; }
