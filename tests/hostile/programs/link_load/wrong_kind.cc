// expect: source=screen_rejected:extern_c fork=abi_mismatch hot=abi_mismatch trusted=abi_mismatch
#define SPOILT_KIND GAUNTLET_MODULE_SIMULATOR
#include "descriptor.h"
