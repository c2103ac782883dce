// expect: source=screen_rejected:dynamic_initialisation
#include "lru.h"

struct Late {
  ~Late() { __builtin_trap(); }
};
const Late late;

void Misbehave(Bad&, uint32_t&) {}
