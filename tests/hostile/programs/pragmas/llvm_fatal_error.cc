// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma clang __debug llvm_fatal_error

void Misbehave(Bad&, uint32_t&) {}
