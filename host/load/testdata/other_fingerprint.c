#define FINGERPRINT (GAUNTLET_CACHE_FINGERPRINT + 1)
#include "module.h"
