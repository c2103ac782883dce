// expect: source=screen_rejected:include
#define WHERE </etc/shadow>
#include WHERE
