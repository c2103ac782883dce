// expect: source=screen_rejected:process fork=link_error:import hot=link_error:import
#include <exception>

#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  std::set_terminate([] {
    for (;;) {
    }
  });
  std::terminate();
}
