#define VICTIM NULL
#include "module.h"
