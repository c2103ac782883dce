// expect: source=screen_rejected:include
#include "/proc/self/environ"
