#include "bad.h"

void Misbehave(gauntlet::cache::Slot*) {
  while (true) {
    volatile char* block = new char[1 << 20];
    block[0] = 1;
  }
}
