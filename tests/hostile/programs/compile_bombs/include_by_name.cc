// expect: source=screen_rejected:include
#include "policy.cc"
