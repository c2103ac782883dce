#include "bad.h"

static volatile int zero = 0;

void Misbehave(gauntlet::cache::Slot*) { zero = 7 / zero; }
