#include "bad.h"

void Misbehave(gauntlet::cache::Slot*) {
  Call(231, 0);  // exit_group
}
