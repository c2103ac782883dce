// expect: source=screen_rejected:mutable_static fork=ok hot=ok trusted=ok
// shows: trusted "jumped"
// Within its own frame it harms nobody.
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  static void* buffer[5];
  if (__builtin_setjmp(buffer) == 0) __builtin_longjmp(buffer, 1);
  policy.note("jumped");
}
