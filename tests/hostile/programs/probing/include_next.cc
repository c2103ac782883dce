// expect: source=screen_rejected:include
#include_next <unistd.h>
