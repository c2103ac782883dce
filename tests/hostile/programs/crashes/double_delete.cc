// expect: source=ok fork=ok hot=ok trusted=ok
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  auto* one = new volatile uint64_t[4];
  delete[] const_cast<uint64_t*>(one);
  delete[] const_cast<uint64_t*>(one);
  auto* two = new volatile uint64_t[4];
  auto* three = new volatile uint64_t[4];
  policy.note(two == three ? "one block twice" : "two blocks");
}
