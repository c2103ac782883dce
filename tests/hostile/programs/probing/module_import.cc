// expect: source=compile_error
import std;
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {}
