#include "bad.h"

[[gnu::noinline]] static void Quiet() noexcept { throw 5; }

void Misbehave(gauntlet::cache::Slot*) { Quiet(); }
