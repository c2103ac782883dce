#include "bad.h"

void Misbehave(gauntlet::cache::Slot*) { Call(41, 2, 1, 0); }
