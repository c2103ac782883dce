#include "bad.h"

void Misbehave(gauntlet::cache::Slot*) { throw "thrown on purpose"; }
