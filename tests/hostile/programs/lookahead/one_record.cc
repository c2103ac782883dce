// expect: source=screen_rejected:raw_memory fork=ok hot=ok trusted=ok confirm=lookahead
// shows: trusted "found the records"
// Looks at no more than the one record behind the one that is served, where it lies in memory.
#include "one_ahead.h"

bool OneAhead::OddNext(uint64_t) const { return (record()[1].object & 1) != 0; }
