// expect: source=screen_rejected:extern_c fork=link_error:import hot=link_error:import
#include "lru.h"

extern "C" __attribute__((weak)) int system(const char*);

void Misbehave(Bad&, uint32_t& victim) {
  victim += system != nullptr ? static_cast<uint32_t>(system("true")) : 0;
}
