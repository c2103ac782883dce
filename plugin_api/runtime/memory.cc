// Comparing and searching bytes. The C library picks these by the machine, and memcmp's magnitude differs
// between its versions; a policy must see the same number everywhere. (memcpy, memmove and memset cannot
// differ and are imported.)
#include <stddef.h>

extern "C" {

int memcmp(const void* a, const void* b, size_t count) noexcept {
  const unsigned char *x = static_cast<const unsigned char*>(a), *y = static_cast<const unsigned char*>(b);
  for (size_t i = 0; i < count; ++i) {
    if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
  }
  return 0;
}

int bcmp(const void* a, const void* b, size_t count) noexcept { return memcmp(a, b, count); }

void* memchr(const void* bytes, int value, size_t count) noexcept {
  const unsigned char* x = static_cast<const unsigned char*>(bytes);
  for (size_t i = 0; i < count; ++i) {
    if (x[i] == static_cast<unsigned char>(value)) return const_cast<unsigned char*>(x + i);
  }
  return nullptr;
}

size_t strlen(const char* text) noexcept {
  size_t length = 0;
  while (text[length] != '\0') ++length;
  return length;
}

int strcmp(const char* a, const char* b) noexcept {
  while (*a != '\0' && *a == *b) ++a, ++b;
  const unsigned char x = static_cast<unsigned char>(*a), y = static_cast<unsigned char>(*b);
  return x < y ? -1 : x > y ? 1 : 0;
}

int strncmp(const char* a, const char* b, size_t count) noexcept {
  for (size_t i = 0; i < count; ++i) {
    const unsigned char x = static_cast<unsigned char>(a[i]), y = static_cast<unsigned char>(b[i]);
    if (x != y) return x < y ? -1 : 1;
    if (x == 0) return 0;
  }
  return 0;
}

int abs(int x) noexcept { return x < 0 ? -x : x; }
long labs(long x) noexcept { return x < 0 ? -x : x; }
long long llabs(long long x) noexcept { return x < 0 ? -x : x; }

}  // extern "C"
