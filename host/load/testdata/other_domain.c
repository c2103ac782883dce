#define DOMAIN "spot"
#include "module.h"
