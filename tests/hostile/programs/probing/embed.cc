// expect: source=screen_rejected:file
#include "lru.h"

const unsigned char secret[] = {
#embed "/etc/passwd"
};

void Misbehave(Bad&, uint32_t&) {}
