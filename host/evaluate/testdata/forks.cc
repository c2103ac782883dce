#include "bad.h"

void Misbehave(gauntlet::cache::Slot*) { Call(57); }
