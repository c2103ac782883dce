// Runs when it is opened.
#include "bad.h"

void Misbehave(gauntlet::cache::Slot*) {}
__attribute__((constructor)) static void Early() { Call(231, 0); }
