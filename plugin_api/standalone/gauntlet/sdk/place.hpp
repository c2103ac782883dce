// Where an object is made: new (gauntlet::sdk::Place{address}) T(...).
#pragma once

#include <stddef.h>

#include <new>

namespace gauntlet::sdk {

struct Place {
  void* address;
  operator void*() const { return address; }
};

}  // namespace gauntlet::sdk
