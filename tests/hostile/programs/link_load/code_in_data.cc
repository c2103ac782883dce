// expect: source=screen_rejected:attribute fork=crash hot=crash
#include "lru.h"

__attribute__((section(".text#"), used)) const unsigned char code[] = {0x0f, 0x05, 0xc3};

void Misbehave(Bad&, uint32_t&) { reinterpret_cast<void (*)()>(reinterpret_cast<uint64_t>(code))(); }
