#define ENTRY_RESULT NULL
#include "module.h"
