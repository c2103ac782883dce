// expect: source=screen_rejected:process
// expect: fork=link_error:import hot=link_error:import open=no_result
#include <cstdlib>

#include "lru.h"

void Misbehave(Bad&, uint32_t&) { std::exit(0); }
