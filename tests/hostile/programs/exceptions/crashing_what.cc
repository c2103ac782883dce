// expect: source=screen_rejected:raw_memory fork=crash hot=crash trusted=crash
#include <exception>

#include "lru.h"

struct Trap : std::exception {
  const char* what() const noexcept override { return reinterpret_cast<const char*>(8); }
};

void Misbehave(Bad&, uint32_t&) { throw Trap(); }
