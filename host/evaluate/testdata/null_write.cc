#include "bad.h"

void Misbehave(gauntlet::cache::Slot*) { *reinterpret_cast<volatile int*>(8) = 1; }
