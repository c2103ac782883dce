// expect: source=screen_rejected:raw_memory fork=crash hot=crash trusted=crash
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  alignas(16) char bytes[64] = {};
  using Vector = int __attribute__((vector_size(16)));
  volatile uint64_t at = reinterpret_cast<uint64_t>(bytes) + 1;
  *reinterpret_cast<volatile Vector*>(at) = Vector{1, 2, 3, 4};
}
