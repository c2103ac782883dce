// The frames above, where a simulator keeps the pointer to what it serves.
#include <cstdint>

// The first word that `matches`, or null. A fixed count of words, the one that is looked for lies some 11 up: the end
// of the page would do as a bound too, but the stack begins anywhere, and now and then just below it.
template <class Matches>
__attribute__((noinline)) const volatile uint64_t* FindOnStack(Matches matches) {
  constexpr int kWords = 96;
  const auto* stack = static_cast<const volatile uint64_t*>(__builtin_frame_address(0));
  for (int i = 0; i < kWords; ++i)
    if (matches(stack[i])) return stack + i;
  return nullptr;
}
