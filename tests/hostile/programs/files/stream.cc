// expect: source=screen_rejected:include
#include <fstream>

#include "lru.h"

void Misbehave(Bad&, uint32_t&) { std::ifstream("/etc/passwd").get(); }
