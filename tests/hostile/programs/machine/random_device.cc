// expect: source=screen_rejected:random_device fork=link_error:import hot=link_error:import
#include <random>

#include "lru.h"

void Misbehave(Bad&, uint32_t& victim) { victim = std::random_device()(); }
