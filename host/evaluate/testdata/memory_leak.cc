#include "bad.h"

void Misbehave(gauntlet::cache::Slot*) {
  while (true) {
    volatile long* block = new long;
    *block = 1;
  }
}
