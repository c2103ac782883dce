// expect: source=screen_rejected:inline_assembly fork=no_result hot=no_result
// Finds its report as above and fills it with what says that all is finished, then falls silent.
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  const auto* run =
      reinterpret_cast<const volatile uint64_t*>(reinterpret_cast<uint64_t>(&policy.cache()) & ~4095ul);
  for (int i = 0; i < 512; ++i) {
    if (run[i] >> 41 != 0x3f || run[i] % 8 != 0) continue;
    auto* word = reinterpret_cast<volatile uint64_t*>(run[i]);
    if (*word < 1000 || *word > 2000) continue;
    for (int j = -3; j < 200; ++j) word[j] = 0x0000000100000001;
  }
  Call(231, 0x40);
}
