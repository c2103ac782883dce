#define TABLE_BYTES 16
#include "module.h"
