// expect: source=screen_rejected:include
#include "/dev/stdin"
