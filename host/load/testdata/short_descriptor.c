#define DESCRIPTOR_BYTES 16
#include "module.h"
