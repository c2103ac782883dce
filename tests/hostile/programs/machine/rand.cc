// expect: source=screen_rejected:random_device fork=link_error:import hot=link_error:import
#include <cstdlib>

#include "lru.h"

void Misbehave(Bad&, uint32_t& victim) { victim = static_cast<uint32_t>(std::rand()); }
