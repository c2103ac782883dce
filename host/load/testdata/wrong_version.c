#define VERSION 99
#include "module.h"
