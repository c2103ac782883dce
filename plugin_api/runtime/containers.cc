// The slow paths of the SDK's lists, so that no policy pays for compiling them.
#include <gauntlet/sdk/slot_list.hpp>
#include <gauntlet/sdk/slot_lists.hpp>

namespace gauntlet::sdk {
namespace {

// A copy of `count` items in a block of `wanted` and half as many again, at most `limit`; what is new is filled with 0xff.
template <class T>
T* Grown(const T* items, uint64_t count, uint64_t wanted, uint64_t limit, uint64_t* new_count) {
  *new_count = min(wanted + count / 2 + 16, limit);
  T* grown = static_cast<T*>(::operator new(*new_count * sizeof(T)));
  __builtin_memset(grown, 0xff, *new_count * sizeof(T));
  if (count != 0) __builtin_memcpy(grown, items, count * sizeof(T));
  return grown;
}

}  // namespace

void SlotList::grow(Slot slot) {
  if (slot >= 0xfffffff0u) gauntlet_sdk_misuse("SlotList: not a slot");
  uint64_t count = 0;
  Node* nodes = Grown(nodes_, slots_ + uint64_t{1}, slot + uint64_t{2}, 0xfffffff1u, &count);
  if (slots_ != 0) ::operator delete(nodes_);
  nodes_ = nodes;
  slots_ = static_cast<uint32_t>(count - 1);
}

void SlotLists::grow_slots(Slot slot) {
  if (slot >= 0x7ffffff0u) gauntlet_sdk_misuse("SlotLists: not a slot");
  uint64_t count = 0;
  Link* nodes = Grown(nodes_, slot_count_, slot + uint64_t{1}, 0x7ffffff0u, &count);
  ::operator delete(nodes_);
  nodes_ = nodes;
  slot_count_ = static_cast<uint32_t>(count);
}

void SlotLists::grow_lists(uint32_t list) {
  if (list >= 0x7ffffff0u) gauntlet_sdk_misuse("SlotLists: not a list");
  uint64_t count = 0;
  Link* heads = Grown(heads_, list_count_, list + uint64_t{1}, 0x7ffffff0u, &count);
  ::operator delete(heads_);
  heads_ = heads;
  for (uint32_t i = list_count_; i < count; ++i) heads_[i] = {kHead | i, kHead | i, {0}};
  list_count_ = static_cast<uint32_t>(count);
}

}  // namespace gauntlet::sdk
