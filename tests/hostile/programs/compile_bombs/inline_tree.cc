// expect: source=compile_timeout|compile_resource
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

__attribute__((always_inline)) inline long F0(long n) { return n * n ^ (n >> 3); }
__attribute__((always_inline)) inline long F1(long n) { return F0(n * 3) ^ F0(n + 1); }
__attribute__((always_inline)) inline long F2(long n) { return F1(n * 3) ^ F1(n + 2); }
__attribute__((always_inline)) inline long F3(long n) { return F2(n * 3) ^ F2(n + 3); }
__attribute__((always_inline)) inline long F4(long n) { return F3(n * 3) ^ F3(n + 4); }
__attribute__((always_inline)) inline long F5(long n) { return F4(n * 3) ^ F4(n + 5); }
__attribute__((always_inline)) inline long F6(long n) { return F5(n * 3) ^ F5(n + 6); }
__attribute__((always_inline)) inline long F7(long n) { return F6(n * 3) ^ F6(n + 7); }
__attribute__((always_inline)) inline long F8(long n) { return F7(n * 3) ^ F7(n + 8); }
__attribute__((always_inline)) inline long F9(long n) { return F8(n * 3) ^ F8(n + 9); }
__attribute__((always_inline)) inline long F10(long n) { return F9(n * 3) ^ F9(n + 10); }
__attribute__((always_inline)) inline long F11(long n) { return F10(n * 3) ^ F10(n + 11); }
__attribute__((always_inline)) inline long F12(long n) { return F11(n * 3) ^ F11(n + 12); }
__attribute__((always_inline)) inline long F13(long n) { return F12(n * 3) ^ F12(n + 13); }
__attribute__((always_inline)) inline long F14(long n) { return F13(n * 3) ^ F13(n + 14); }
__attribute__((always_inline)) inline long F15(long n) { return F14(n * 3) ^ F14(n + 15); }
__attribute__((always_inline)) inline long F16(long n) { return F15(n * 3) ^ F15(n + 16); }
__attribute__((always_inline)) inline long F17(long n) { return F16(n * 3) ^ F16(n + 17); }
__attribute__((always_inline)) inline long F18(long n) { return F17(n * 3) ^ F17(n + 18); }
__attribute__((always_inline)) inline long F19(long n) { return F18(n * 3) ^ F18(n + 19); }
__attribute__((always_inline)) inline long F20(long n) { return F19(n * 3) ^ F19(n + 20); }
__attribute__((always_inline)) inline long F21(long n) { return F20(n * 3) ^ F20(n + 21); }
__attribute__((always_inline)) inline long F22(long n) { return F21(n * 3) ^ F21(n + 22); }
__attribute__((always_inline)) inline long F23(long n) { return F22(n * 3) ^ F22(n + 23); }

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(F23(static_cast<long>(object.now)));
}
GAUNTLET_CACHE_PRIORITY(priority)
