#include "bad.h"

static volatile char sink;
__attribute__((noinline)) static int Deeper(volatile char* above) {
  volatile char frame[512];
  frame[0] = *above;
  if (frame[0] == 1) return 0;
  return Deeper(frame) + frame[0];
}

void Misbehave(gauntlet::cache::Slot*) {
  sink = 2;
  sink = static_cast<char>(Deeper(&sink));
}
