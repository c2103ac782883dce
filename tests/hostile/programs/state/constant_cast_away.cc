// expect: source=ok fork=crash hot=crash trusted=crash
#include "lru.h"

constexpr uint64_t kCalls[1] = {0};

void Misbehave(Bad& policy, uint32_t&) {
  ++*const_cast<volatile uint64_t*>(kCalls);
  policy.note("calls", static_cast<double>(*const_cast<const volatile uint64_t*>(kCalls)));
}
