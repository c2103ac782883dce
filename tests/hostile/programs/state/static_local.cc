// expect: source=screen_rejected:mutable_static fork=ok hot=ok
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  static int calls = 0;
  policy.note(++calls == 1 ? "first" : "again");
}
