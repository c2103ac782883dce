// expect: source=screen_rejected:extern_c fork=crash hot=crash trusted=crash
#include "lru.h"

extern "C" [[noreturn]] void abort();

void Misbehave(Bad&, uint32_t&) { abort(); }
