/* Asks for a symbol that nobody has. */
#include "module.h"
int no_such_function_anywhere(void);
GAUNTLET_EXPORT int call_it(void) { return no_such_function_anywhere(); }
