#include "bad.h"

void Misbehave(gauntlet::cache::Slot*) {
  for (volatile int i = 0;; i = i + 1) {
  }
}
