// Does not cheat.
#include "greedy.h"

GAUNTLET_SPOT_POLICY(Greedy)
