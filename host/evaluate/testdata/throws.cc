#include "bad.h"

struct Complaint {
  const char* what;
};

void Misbehave(gauntlet::cache::Slot*) { throw "thrown on purpose"; }
