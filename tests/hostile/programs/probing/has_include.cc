// expect: source=screen_rejected:include_probe
// never: "found"
#if __has_include("/etc/passwd")
#error found
#endif
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {}
