/* Nothing is wrong with this one. */
#include "module.h"
