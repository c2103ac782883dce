// expect: source=ok fork=crash hot=crash trusted=crash
// Writes to freed blocks until the heap hands out an address that is none.
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  for (int i = 0; i < 64; ++i) {
    auto* block = new volatile uint64_t[4];
    delete[] const_cast<uint64_t*>(block);
    block[0] = 0x1234567812345678;
  }
  for (int i = 0; i < 64; ++i) (new volatile uint64_t[4])[0] = 1;
}
