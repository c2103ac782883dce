#define INTERFACE "gauntlet.cache.policy/2"
#include "module.h"
