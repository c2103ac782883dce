// expect: source=screen_rejected:include
#include <gauntlet/../../../../etc/passwd>
