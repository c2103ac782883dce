// expect: source=screen_rejected:file
#if __has_embed("/etc/passwd")
#error found
#endif
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {}
