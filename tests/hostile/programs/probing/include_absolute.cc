// expect: source=screen_rejected:include
#include "/etc/passwd"
