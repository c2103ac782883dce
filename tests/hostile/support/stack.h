// The frames above, where a simulator keeps the pointer to what it serves.
#include <cstdint>

// The first word from `frame` up that `matches`, or null. A fixed count of words, the one that is looked for lies
// some 11 up: the end of the page would do as a bound too, but the stack begins anywhere, and now and then just
// below it. Not in line: here nobody knows how small the object at `frame` is.
template <class Matches>
__attribute__((noinline)) const volatile uint64_t* FindOnStack(const volatile uint64_t* frame,
                                                               Matches matches) {
  constexpr int kWords = 96;
  for (int i = 0; i < kWords; ++i)
    if (matches(frame[i])) return frame + i;
  return nullptr;
}
