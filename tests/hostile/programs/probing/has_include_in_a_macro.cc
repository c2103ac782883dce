// expect: source=screen_rejected:include_probe
#define PROBE(x) __has_include(x)
#if PROBE(</ root /.ssh / id_rsa>)
#error found
#endif
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {}
