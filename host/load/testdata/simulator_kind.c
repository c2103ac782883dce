#define KIND GAUNTLET_MODULE_SIMULATOR
#include "module.h"
