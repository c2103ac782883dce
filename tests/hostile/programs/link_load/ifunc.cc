// expect: source=screen_rejected:extern_c
// expect: fork=link_error:ifunc hot=link_error:ifunc trusted=link_error:ifunc
#include "lru.h"

extern "C" {
int One() { return 1; }
int (*Choose())() {
  volatile bool one = true;
  return one ? One : nullptr;
}
int Chosen() __attribute__((ifunc("Choose")));
}

void Misbehave(Bad&, uint32_t& victim) { victim += static_cast<uint32_t>(Chosen()); }
