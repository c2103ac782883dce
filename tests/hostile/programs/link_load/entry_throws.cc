// expect: source=screen_rejected:extern_c
// expect: fork=exception hot=exception
#include <gauntlet/abi.h>

extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() { throw 1; }
