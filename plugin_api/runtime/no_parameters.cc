// The parameter table of a module without one. A unit with GAUNTLET_PARAMETERS defines its own, and the
// linker leaves this member in the archive.
#include <gauntlet/sdk/parameters.hpp>

uint64_t gauntlet_parameter_values[] = {0};
gauntlet_parameters gauntlet_parameter_table = {sizeof(gauntlet_parameters), 0, gauntlet_parameter_values};
