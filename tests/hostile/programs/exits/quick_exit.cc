// expect: source=screen_rejected:process fork=link_error:import hot=link_error:import
#include <cstdlib>

#include "lru.h"

void Misbehave(Bad&, uint32_t&) { std::_Exit(0); }
