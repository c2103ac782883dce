// expect: source=screen_rejected:extern_c fork=abi_mismatch hot=abi_mismatch trusted=abi_mismatch
#define SPOILT_SIZE 8
#include "descriptor.h"
