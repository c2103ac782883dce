#include "bad.h"

[[gnu::noinline]] static void Throw() { throw 5; }
[[gnu::noinline]] static void Quiet() noexcept { Throw(); }

void Misbehave(gauntlet::cache::Slot*) { Quiet(); }
