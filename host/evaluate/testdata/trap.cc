#include "bad.h"

void Misbehave(gauntlet::cache::Slot*) { __builtin_trap(); }
