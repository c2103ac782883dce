// FIFO: all objects are worth the same, and equals leave in order of insertion.
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object&, const gauntlet::cache::Pressure&) { return 0; }
GAUNTLET_CACHE_PRIORITY(priority)
