#include "bad.h"

void Misbehave(gauntlet::cache::Slot*) { Call(2, reinterpret_cast<long>("/etc/passwd")); }
