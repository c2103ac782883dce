// expect: source=screen_rejected:dynamic_initialisation fork=crash hot=crash trusted=crash
#define SPOILT_QUERY reinterpret_cast<const void* (*)(const char*)>(8)
#include "descriptor.h"
