#include "bad.h"

void Misbehave(gauntlet::cache::Slot*) {}  // the notes are the misbehaviour: one at every eviction
