// expect: source=ok fork=timeout hot=timeout
#include "at_the_end.h"

void AtTheEnd() {
  volatile bool on = true;
  while (on) {
  }
}
