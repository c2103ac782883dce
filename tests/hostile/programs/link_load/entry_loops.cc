// expect: source=screen_rejected:extern_c
// expect: fork=timeout hot=timeout
#include <gauntlet/abi.h>

extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() {
  volatile bool on = true;
  while (on) {
  }
  return nullptr;
}
