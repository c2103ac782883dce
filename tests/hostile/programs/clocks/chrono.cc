// expect: source=screen_rejected:include
#include <chrono>

#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  policy.note("now", static_cast<double>(std::chrono::steady_clock::now().time_since_epoch().count()));
}
