// expect: source=ok fork=timeout hot=timeout
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  for (;;) {
    auto* block = new volatile char[100];
    block[0] = 1;
    delete[] const_cast<char*>(block);
  }
}
