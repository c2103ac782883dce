// expect: source=screen_rejected:inline_assembly fork=no_result hot=no_result
#include "at_the_end.h"
#include "call.h"

void AtTheEnd() { Call(231, 0x40); }
