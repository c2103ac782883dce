// expect: source=ok fork=ok
// Letters of other alphabets that look alike are letters.
#include "lru.h"

int victіm_of_another_alphabet() { return 1; }

void Misbehave(Bad&, uint32_t&) {}
