#define NO_ENTRY
#include "module.h"
