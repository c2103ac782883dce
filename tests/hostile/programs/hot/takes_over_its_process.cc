// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=no_result
// Answers for its evaluator's child from now on: takes the questions off the socket and says that all is complete.
#include "call.h"
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  static char buffer[4096];
  long part[2] = {reinterpret_cast<long>(buffer), sizeof buffer};
  long message[7] = {0, 0, reinterpret_cast<long>(part), 1, 0, 0, 0};
  Call(44, 0, "c", 1, 0, 0, 0);
  for (;;) {
    if (Call(47, 0, message, 0) <= 0) Call(231, 0);
    Call(44, 0, "c", 1, 0, 0, 0);
  }
}
