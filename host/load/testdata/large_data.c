/* Brings a megabyte of its own. */
#include "module.h"
GAUNTLET_EXPORT char gauntlet_test_data[1 << 20];
