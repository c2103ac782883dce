// How tables and rings of plain items grow (sdk/support.hpp).
#include <gauntlet/sdk/support.hpp>

using namespace gauntlet::sdk;

void gauntlet_sdk_grow(void** items, uint64_t* count, uint64_t index, uint64_t item_bytes) {
  if (index >= 0xfffffff0u) gauntlet_sdk_misuse("a table cannot hold that index: is it kNoSlot?");
  const uint64_t grown = index + *count / 2 + 16;
  char* block = static_cast<char*>(::operator new(grown * item_bytes));
  if (*count != 0) __builtin_memcpy(block, *items, *count * item_bytes);
  __builtin_memset(block + *count * item_bytes, 0, (grown - *count) * item_bytes);
  ::operator delete(*items);
  *items = block;
  *count = grown;
}

void gauntlet_sdk_grow_ring(void** items, uint64_t* capacity, uint64_t first, uint64_t item_bytes) {
  const uint64_t old = *capacity, grown = old == 0 ? 16 : 2 * old;
  char* block = static_cast<char*>(::operator new(grown * item_bytes));
  const char* from = static_cast<const char*>(*items);
  if (old != 0) {
    __builtin_memcpy(block, from + first * item_bytes, (old - first) * item_bytes);
    __builtin_memcpy(block + (old - first) * item_bytes, from, first * item_bytes);
  }
  __builtin_memset(block + old * item_bytes, 0, (grown - old) * item_bytes);
  ::operator delete(*items);
  *items = block;
  *capacity = grown;
}
