// expect: source=ok fork=timeout hot=timeout
#include <exception>

#include "lru.h"

struct Endless : std::exception {
  const char* what() const noexcept override {
    volatile bool on = true;
    while (on) {
    }
    return "";
  }
};

void Misbehave(Bad&, uint32_t&) { throw Endless(); }
