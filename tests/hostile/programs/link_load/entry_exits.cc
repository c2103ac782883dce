// expect: source=screen_rejected:inline_assembly
// expect: fork=no_result hot=no_result
#include <gauntlet/abi.h>

#include "call.h"
extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() {
  Call(231, 0);
  return nullptr;
}
