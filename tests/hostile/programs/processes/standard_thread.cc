// expect: source=screen_rejected:include
#include <thread>

#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  std::thread([] {}).join();
}
