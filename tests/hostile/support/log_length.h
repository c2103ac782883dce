// Patches the simulator's count of what it has written to the log: words near the view that count its answers.
#include "lru.h"

void AddToLogLength(Bad& policy, int64_t bytes) {
  const gauntlet::cache::View& view = policy.cache();
  auto* run = reinterpret_cast<uint64_t*>(reinterpret_cast<uint64_t>(&view) & ~4095ul);
  const uint64_t answers = view.misses - view.resident;  // victims so far, give or take the one in question
  for (int i = 0; i < 512; ++i) {
    for (uint64_t off = 0; off < 3; ++off)
      if (run[i] == 4 * (answers - off) + 1) run[i] += static_cast<uint64_t>(bytes);
  }
}
