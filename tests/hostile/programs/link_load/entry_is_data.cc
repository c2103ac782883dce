// expect: source=screen_rejected:extern_c
// expect: fork=link_error hot=link_error
#include <gauntlet/abi.h>

extern "C" {
extern GAUNTLET_EXPORT const int gauntlet_entry;
GAUNTLET_EXPORT const int gauntlet_entry = 0xc3;
}
