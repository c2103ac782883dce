// expect: source=screen_rejected:dynamic_initialisation fork=crash hot=crash trusted=crash
#define SPOILT_DOMAIN reinterpret_cast<const char*>(8)
#include "descriptor.h"
