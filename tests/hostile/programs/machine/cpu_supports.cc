// expect: source=screen_rejected:machine_builtin
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (__builtin_cpu_supports("avx2")) policy.note("avx2");
}
