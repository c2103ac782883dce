// expect: source=screen_rejected:extern_c fork=abi_mismatch hot=abi_mismatch trusted=abi_mismatch
// Its query knows no interface.
#include "descriptor.h"
