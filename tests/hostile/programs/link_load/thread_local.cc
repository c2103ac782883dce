// expect: source=screen_rejected:thread_local
// expect: fork=link_error:tls hot=link_error:tls trusted=link_error:tls
#include "lru.h"

thread_local volatile int mine = 1;

void Misbehave(Bad&, uint32_t& victim) { victim += static_cast<uint32_t>(mine); }
