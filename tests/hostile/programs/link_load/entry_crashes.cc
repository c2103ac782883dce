// expect: source=screen_rejected:extern_c
// expect: fork=crash hot=crash trusted=crash
#include <gauntlet/abi.h>

extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() {
  return *static_cast<gauntlet_module* volatile*>(nullptr);
}
