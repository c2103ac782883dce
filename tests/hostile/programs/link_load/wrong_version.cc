// expect: source=screen_rejected:extern_c fork=abi_mismatch hot=abi_mismatch trusted=abi_mismatch
#define SPOILT_VERSION 99
#include "descriptor.h"
