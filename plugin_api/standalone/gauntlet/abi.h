/* Nothing of a host is left in a standalone header but a name. */
#pragma once

#include <stdint.h>

struct gauntlet_host;
