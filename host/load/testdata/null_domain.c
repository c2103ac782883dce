#define DOMAIN NULL
#include "module.h"
