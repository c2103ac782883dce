// expect: source=ok fork=exception trusted=exception
#include <exception>

#include "lru.h"

struct Long : std::exception {
  Long() {
    for (char& c : text) c = 'x';
  }
  const char* what() const noexcept override { return text; }
  char text[1 << 20];
};

void Misbehave(Bad&, uint32_t&) { throw Long(); }
