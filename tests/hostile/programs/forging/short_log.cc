// expect: source=screen_rejected:raw_memory fork=ok hot=ok confirm=score_forged|lookahead
// Where the blocks are cut decides whether the hand-over or the replay sees it first.
#include "log_length.h"

void Misbehave(Bad& policy, uint32_t&) { AddToLogLength(policy, -4); }
